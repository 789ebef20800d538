import type { Notice } from '@backout/core/execute'
import { onOneLine } from '@backout/core/report/printable'
import { paintFor } from '../colour.ts'
import type { Progress, ProgressPlan } from './progress.ts'
import { counted, describeRate, RateMeter } from './rate.ts'
import { runNews, stepNews } from './step-news.ts'
import { glyphOf, inkOf, type StepWord } from './words.ts'

/** ms between two lines about the units of one step */
const pause = 5_000

/** Plain lines, each with the time of its event, for CI and pipes. */
export function openLines({ title }: Pick<ProgressPlan, 'title'>, out: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  const paint = paintFor(out)
  const meters = new Map<string, { readonly meter: RateMeter; said: number }>()
  const say = (at: string, word: StepWord, step: string, detail?: string) =>
    out.write(
      `${paint('dim', at)} ${paint(inkOf(word), `${glyphOf(word)} ${word.padEnd(9)}`)} ${step}${detail ? `: ${onOneLine(detail)}` : ''}\n`,
    )

  function observe(notice: Notice): void {
    if (notice.kind === 'event') return tell(notice)
    const at = new Date(now()).toISOString()
    if (notice.kind === 'note') return void say(at, 'running', notice.step, notice.text)
    const known = meters.get(notice.step) ?? { meter: new RateMeter(), said: now() }
    meters.set(notice.step, known)
    known.meter.note(now(), notice.done)
    if (now() - known.said < pause) return
    known.said = now()
    const rate = known.meter.rate(notice.total)
    say(at, 'running', notice.step, `${counted(notice)}${rate ? `, ${describeRate(rate)}` : ''}`)
  }

  function tell({ record }: Notice & { readonly kind: 'event' }): void {
    const news = stepNews(record.event)
    if (news && news.word !== 'reverting') say(record.at, news.word, news.step, news.detail)
    const about = runNews(record.event)
    if (about) out.write(`${paint('dim', record.at)} ${paint('bold', title)}: ${onOneLine(about)}\n`)
  }

  return { observe, say: (text) => void out.write(`${text}\n`), end: async () => {} }
}
