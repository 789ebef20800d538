import { DefaultRenderer, Listr, ListrLogger, type ListrRendererFactory, type ListrTaskObject, ListrTaskState, ProcessOutput } from 'listr2'
import type { Notice } from '@backout/core/execute'
import type { RunEvent } from '@backout/core/model'
import { onOneLine } from '@backout/core/report/printable'
import { type Paint, paintFor } from '../colour.ts'
import type { Progress, ProgressPlan } from './progress.ts'
import { counted, describeDuration, describeRate, expected, RateMeter } from './rate.ts'
import { runNews, type StepNews, stepNews } from './step-news.ts'
import { shortened } from './shortened.ts'
import { visibleRows } from './visible-rows.ts'
import { inkOf, isMoving, type StepWord } from './words.ts'

const states: { readonly [word in StepWord]: ListrTaskState } = {
  pending: ListrTaskState.WAITING,
  running: ListrTaskState.STARTED,
  stopped: ListrTaskState.PAUSED,
  done: ListrTaskState.COMPLETED,
  holds: ListrTaskState.COMPLETED,
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
 * A tree of the run and its steps, redrawn in place. The engine runs the steps, so listr2's own runner is not used: its tasks
 * are the rows, and its renderer draws them, ten times a second and not at each event. It installs no signal handlers.
 */
export async function openTree(plan: ProgressPlan, out: NodeJS.WriteStream): Promise<Progress> {
  const [root, tasks] = await makeTasks(plan)
  const rows = plan.steps.map(
    (id, index): Row => ({
      id,
      task: tasks[index]!,
      meter: new RateMeter(),
      word: plan.known.get(id) ?? 'pending',
      since: Date.now(),
      detail: undefined,
    }),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  const paint = paintFor(out)
  const logger = new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(out, out) })
  const options = { logger, collapseErrors: false, collapseSkips: false, collapseSubtasks: false, formatOutput: 'truncate' } as const
  const renderer = new DefaultRenderer([root] as never, options, root.listr.events)
  const draw = (): void => {
    root.subtasks = visibleRows(rows, (out.rows ?? 24) - 4).map(({ task }) => task)
  }
  const title = (): string => paint('bold', shortened(plan.title, out.columns - 20))
  const change = (row: Row | undefined, to: Partial<Pick<Row, 'word' | 'detail'>>): void => {
    if (!row) return
    Object.assign(row, to, to.word && to.word !== row.word && { since: Date.now(), meter: new RateMeter() })
    write(row, paint, out.columns)
    if (to.word) draw()
  }

  function observe(notice: Notice): void {
    if (notice.kind === 'note') return change(byId.get(notice.step), { detail: notice.text })
    if (notice.kind === 'progress') return change(byId.get(notice.step), { detail: progressOf(byId.get(notice.step), notice) })
    const news = stepNews(notice.record.event)
    if (news) change(byId.get(news.step), fromNews(news, byId.get(news.step)))
    const about = runNews(notice.record.event)
    if (about) root.title = `${title()}${gap}${onOneLine(about)}`
    root.state = stateOfRun(notice.record.event) ?? root.state
  }

  for (const row of rows) write(row, paint, out.columns)
  draw()
  root.state = ListrTaskState.STARTED
  await renderer.render()
  const say = (text: string): void => {
    root.title = `${title()}${gap}${paint('yellow', text)}`
  }
  const clock = setInterval(() => {
    for (const row of rows) if (isMoving(row.word)) write(row, paint, out.columns)
  }, 1000)
  clock.unref()
  const end = async (): Promise<void> => {
    clearInterval(clock)
    renderer.end()
  }
  return { observe, say, end }
}

/** Between a name and its state. */
const gap = '  '

type AnyTask = ListrTaskObject<undefined, ListrRendererFactory, ListrRendererFactory>

interface Row {
  readonly id: string
  readonly task: AnyTask
  /** Of what its word says that it is doing. */
  meter: RateMeter
  word: StepWord
  /** ms since the epoch: when its word changed. */
  since: number
  detail: string | undefined
}

/** What an event makes of the run as a whole; undefined where that stays as it is. */
function stateOfRun(event: RunEvent): ListrTaskState | undefined {
  switch (event.kind) {
    case 'rollback-started':
      return ListrTaskState.ROLLING_BACK
    case 'paused':
    case 'interrupted':
      return ListrTaskState.PAUSED
    case 'finalized':
      return ListrTaskState.COMPLETED
    case 'run-finished':
      return states[event.ending === 'succeeded' ? 'done' : event.ending === 'rolled-back' ? 'reverted' : 'failed']
    default:
      return undefined
  }
}

/** listr2 shows only tasks that it was asked to check. */
async function makeTasks({ title, steps }: ProgressPlan): Promise<readonly [root: AnyTask, steps: readonly AnyTask[]]> {
  const options = { renderer: 'silent', registerSignalListeners: false, exitOnError: false } as const
  const [root] = new Listr<undefined, 'silent'>([{ title, task: () => {} }], options).tasks as unknown as [AnyTask]
  const children = new Listr(
    steps.map((id) => ({ title: id, task: () => {} })),
    options,
    root as never,
  )
  root.subtasks = children.tasks.map((task): AnyTask => task)
  await Promise.all([root, ...root.subtasks].map((task) => task.check(undefined)))
  return [root, root.subtasks]
}

function write({ id, task, word, since, detail }: Row, paint: Paint, columns: number): void {
  const elapsed = Date.now() - since
  // What listr2 keeps for itself of a line: margin, indentation and glyph, and a mark where details are cut off.
  const room = columns - `    ✔ ${gap}${word}…`.length
  const details = [isMoving(word) && elapsed >= 1000 && describeDuration(elapsed), detail && onOneLine(detail)].filter(Boolean)
  task.title = `${shortened(id, room)}${gap}${paint(inkOf(word), word)}${details.length > 0 ? paint('dim', `  ${details.join(', ')}`) : ''}`
  task.state = states[word]
}

/** A step that ends, or goes on with what it was doing, keeps its count; one that fails says why. */
function fromNews({ word, detail }: StepNews, row: Row | undefined): Pick<Row, 'word' | 'detail'> {
  return { word, detail: detail ?? (word === 'done' || word === row?.word ? row?.detail : undefined) }
}

function progressOf(row: Row | undefined, notice: Notice & { readonly kind: 'progress' }): string {
  row?.meter.note(Date.now(), notice.done)
  const rate = row?.meter.rate(expected(notice))
  return `${counted(notice)}${rate ? `, ${describeRate(rate)}` : ''}`
}
