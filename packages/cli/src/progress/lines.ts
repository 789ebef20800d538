import type { Notice } from '@backout/core/execute'
import { onOneLine } from '@backout/core/report/printable'
import { paintFor } from '../terminal/colour.ts'
import type { Progress, ProgressPlan } from './progress.ts'
import { describeDuration, describeRate, expected, RateMeter, unitsText } from './rate.ts'
import { runNews, type StepNews, stepNews } from './step-news.ts'
import { StepsAtWork } from './steps-at-work.ts'
import { glyphOf, inkOf, type StepWord } from './words.ts'

/** ms between two lines about the units of one step */
const pause = 5_000
/** ms after which a step that is still at work is told of again: whoever reads a log must see that it has not stopped */
const silence = 60_000

/** Plain lines, each with the time of its event, for CI and pipes. */
export function openLines({ title }: Pick<ProgressPlan, 'title'>, out: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  const paint = paintFor(out)
  const meters = new Map<string, { readonly meter: RateMeter; said: number }>()
  const atWork = new StepsAtWork()
  const say = (at: string, word: StepWord, step: string, detail?: string): void => {
    atWork.said(step, now())
    out.write(
      `${paint('dim', at)} ${paint(inkOf(word), `${glyphOf(word)} ${word.padEnd(9)}`)} ${step}${detail ? `: ${onOneLine(detail)}` : ''}\n`,
    )
  }

  function observe(notice: Notice): void {
    if (notice.kind === 'event') return tell(notice)
    const at = new Date(now()).toISOString()
    if (notice.kind === 'note') return say(at, atWork.wordOf(notice.step), notice.step, notice.text)
    const known = meters.get(notice.step) ?? { meter: new RateMeter(), said: now() }
    meters.set(notice.step, known)
    known.meter.note(now(), notice.done)
    if (now() - known.said < pause) return
    known.said = now()
    const rate = known.meter.rate(expected(notice))
    say(at, atWork.wordOf(notice.step), notice.step, `${unitsText(notice)}${rate ? `, ${describeRate(rate)}` : ''}`)
  }

  function tell({ record }: Notice & { readonly kind: 'event' }): void {
    const news = stepNews(record.event)
    if (news) tellOf(news, record.at)
    const about = runNews(record.event)
    if (about) out.write(`${paint('dim', record.at)} ${paint('bold', title)}: ${onOneLine(about)}\n`)
  }

  function tellOf({ step, word, detail }: StepNews, at: string): void {
    const before = atWork.note(step, word, now())
    if (word !== before) meters.delete(step)
    // A check that does not hold fails its step: that is said once.
    if (word === 'reverting' || (word === 'failed' && before === 'failed')) return
    say(at, word, step, detail)
  }

  const clock = setInterval(() => {
    for (const { step, elapsed } of atWork.silentFor(silence, now()))
      say(new Date(now()).toISOString(), atWork.wordOf(step), step, `for ${describeDuration(elapsed)}`)
  }, silence / 4)
  clock.unref()
  return {
    observe,
    say: (text) => void out.write(`${paint('dim', new Date(now()).toISOString())} ${text}\n`),
    end: async () => clearInterval(clock),
  }
}
