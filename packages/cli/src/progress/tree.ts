import { DefaultRenderer, Listr, ListrLogger, ListrTaskState, ProcessOutput } from 'listr2'
import type { Notice } from '@backout/core/execute'
import { paintFor } from '../colour.ts'
import { counted } from './lines.ts'
import type { Progress, ProgressPlan } from './progress.ts'
import { describeRate, RateMeter } from './rate.ts'
import { runNews, type StepNews, stepNews } from './step-news.ts'
import { inkOf, type StepWord } from './words.ts'

const states: { readonly [word in StepWord]: ListrTaskState } = {
  pending: ListrTaskState.WAITING,
  running: ListrTaskState.STARTED,
  done: ListrTaskState.COMPLETED,
  skipped: ListrTaskState.SKIPPED,
  failed: ListrTaskState.FAILED,
  retrying: ListrTaskState.RETRY,
  waiting: ListrTaskState.PAUSED,
  breached: ListrTaskState.FAILED,
  reverting: ListrTaskState.ROLLING_BACK,
  reverted: ListrTaskState.ROLLED_BACK,
  conflict: ListrTaskState.FAILED,
  left: ListrTaskState.FAILED,
  unknown: ListrTaskState.FAILED,
}

/**
 * A tree of the steps, redrawn in place. The engine runs the steps, so listr2's own runner is not used: its tasks
 * are the rows, their states are set from events, and its renderer draws them.
 */
export async function openTree(plan: ProgressPlan, out: NodeJS.WriteStream): Promise<Progress> {
  const rows = new Map(plan.steps.map((id) => [id, newRow(id)]))
  const listr = new Listr(
    plan.steps.map((id) => ({ title: id, task: () => {} })),
    { renderer: 'silent', registerSignalListeners: false, exitOnError: false },
  )
  await Promise.all(listr.tasks.map((task) => task.check(undefined)))
  const tasks = new Map(plan.steps.map((id, index) => [id, listr.tasks[index]!]))
  const logger = new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(out, process.stdout) })
  const renderer = new DefaultRenderer(
    listr.tasks,
    { logger, collapseErrors: false, collapseSkips: false, formatOutput: 'truncate' },
    listr.events,
  )
  const paint = paintFor(out)

  function show(id: string): void {
    const [row, task] = [rows.get(id), tasks.get(id)]
    if (!row || !task) return
    task.title$ = `${id}  ${paint(inkOf(row.word), row.word)}${row.detail ? paint('dim', `  ${row.detail}`) : ''}`
    if (task.state !== states[row.word]) task.state$ = states[row.word]
  }

  function change(id: string, news: Partial<Row>): void {
    Object.assign(rows.get(id) ?? {}, news)
    show(id)
  }

  function observe(notice: Notice): void {
    if (notice.kind === 'note') return change(notice.step, { detail: notice.text })
    if (notice.kind === 'progress') return change(notice.step, { detail: progressOf(rows.get(notice.step), notice) })
    const news = stepNews(notice.record.event)
    if (news) change(news.step, fromNews(news, rows.get(news.step)))
    const about = runNews(notice.record.event)
    if (about) out.write(`${paint('bold', plan.title)} ${about}\n`)
  }

  for (const id of plan.steps) show(id)
  await renderer.render()
  return { observe, end: async () => renderer.end() }
}

interface Row {
  word: StepWord
  detail: string | undefined
  readonly meter: RateMeter
}

function newRow(_id: string): Row {
  return { word: 'pending', detail: undefined, meter: new RateMeter() }
}

/** A step that ends keeps its count; one that fails says why. */
function fromNews(news: StepNews, row: Row | undefined): Partial<Row> {
  return { word: news.word, detail: news.detail ?? (news.word === 'done' ? row?.detail : undefined) }
}

function progressOf(row: Row | undefined, notice: Notice & { readonly kind: 'progress' }): string {
  row?.meter.note(Date.now(), notice.done)
  const rate = row?.meter.rate(notice.total)
  return `${counted(notice)}${rate ? `, ${describeRate(rate)}` : ''}`
}
