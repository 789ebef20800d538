import type { Call } from '../terminal/call.ts'
import { isWatched } from './is-watched.ts'
import { shortened } from './shortened.ts'

/** One line that says what is being done, for as long as it is done. */
export interface StatusLine extends Disposable {
  say(text: string): void
}

/** ms before anything is said: what is over by then needs no words */
const patience = 1000

/** A line on stderr at a terminal, which goes away at the end; nothing elsewhere, and with `--json`. */
export function openStatusLine(call: Call, out: NodeJS.WriteStream = process.stderr): StatusLine {
  if (call.json || !isWatched(out, call.env)) return { say: () => {}, [Symbol.dispose]: () => {} }
  const begun = Date.now()
  let text = ''
  let shown = false
  const draw = (): void => {
    if (text === '' || Date.now() - begun < patience) return
    out.write(`\r\u001b[2K${shortened(text, (out.columns || 80) - 1)}`)
    shown = true
  }
  const late = setTimeout(draw, patience)
  late.unref()
  return {
    say(what) {
      text = what
      draw()
    },
    [Symbol.dispose]() {
      clearTimeout(late)
      if (shown) out.write('\r\u001b[2K')
    },
  }
}
