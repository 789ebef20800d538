import { stripVTControlCharacters } from 'node:util'
import { columnsOf } from '@backout/core/report/printable'
import { DefaultRenderer, Listr, ListrLogger, type ListrRendererFactory, type ListrTaskObject, ListrTaskState, ProcessOutput } from 'listr2'

/** Lines that are drawn anew in place: a head, and rows below it. */
export interface Drawing {
  readonly head: Line
  readonly rows: readonly Line[]
  /** Shows these rows, in this order. Until it is called there are none. */
  show(rows: readonly Line[]): void
  /** Draws from now on, ten times a second. */
  begin(): void
  /** Takes away what a terminal that is narrower now has broken into more lines than were drawn. To be told before anything is written for that width. */
  fit(columns: number): void
  /** Draws for the last time. */
  end(): Promise<void>
}

/** A line of a drawing. */
export interface Line {
  /** One that moves gets a sign before it that shows so. */
  write(text: string, isMoving: boolean): void
}

/**
 * Lines drawn by listr2. The engine runs the steps, so its own runner is not used, only its renderer, and of the states of its tasks those two that draw nothing
 * of their own, nor ask for more than a title. It installs no signal handlers.
 */
export async function openDrawing(rows: number, out: NodeJS.WriteStream): Promise<Drawing> {
  const [root, tasks] = await makeTasks(rows)
  const processOutput = new ProcessOutput(out, out)
  const logger = new ListrLogger({ useIcons: true, processOutput })
  const options = { logger, collapseSubtasks: false, formatOutput: 'truncate', icon: { COMPLETED: '' } } as const
  const renderer = new DefaultRenderer([root] as never, options, root.listr.events)
  const lines = new Map(tasks.map((task) => [lineOf(task), task]))
  // What a shell has written while the process was stopped (Ctrl-Z) stays there, and the drawing goes on below it.
  const drawBelow = (): void => (renderer as unknown as { readonly updater?: { done(): void } }).updater?.done()
  const drawn = (): readonly Task[] => [root, ...root.subtasks]
  process.on('SIGCONT', drawBelow)
  let begun: Promise<void> | undefined
  return {
    head: lineOf(root),
    rows: [...lines.keys()],
    show(shown) {
      root.subtasks = shown.map((line) => lines.get(line)!)
    },
    begin() {
      begun ??= renderer.render()
    },
    fit(columns) {
      const taken = drawn().reduce((sum, task) => sum + Math.max(1, Math.ceil(widthOf(task, root) / columns)), 0)
      if (!begun || taken === drawn().length || !breaksLines(process.env)) return
      // What is written to the stream itself is held back until the drawing has ended.
      processOutput.toStderr(`\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(taken)}`, false)
      drawBelow()
    },
    async end() {
      process.off('SIGCONT', drawBelow)
      if (!begun) return
      await begun
      renderer.end()
    },
  }
}

type Task = ListrTaskObject<undefined, ListrRendererFactory, ListrRendererFactory>

/** In columns, with what listr2 writes before it. */
function widthOf(task: Task, root: Task): number {
  const sign = task.state === ListrTaskState.STARTED ? 2 : 0
  return columnsOf(stripVTControlCharacters(String(task.title))) + sign + (task === root ? 0 : 2)
}

/** Whether a terminal that becomes narrower breaks the lines it shows. Those that don't cut them off, and what stands above the drawing must not be taken away. */
function breaksLines({ TERM = '', XTERM_VERSION, STY }: NodeJS.ProcessEnv): boolean {
  return XTERM_VERSION === undefined && STY === undefined && !/^(?:linux|rxvt)/.test(TERM)
}

function lineOf(task: Task): Line {
  return {
    write(text, isMoving) {
      task.title = text
      task.state = isMoving ? ListrTaskState.STARTED : ListrTaskState.COMPLETED
    },
  }
}

/** listr2 shows only tasks that it was asked to check. */
async function makeTasks(rows: number): Promise<readonly [root: Task, rows: readonly Task[]]> {
  const options = { renderer: 'silent', registerSignalListeners: false, exitOnError: false } as const
  const blank = { title: ' ', task: () => {} }
  const [root] = new Listr<undefined, 'silent'>([blank], options).tasks as unknown as [Task]
  const children = new Listr(
    Array.from({ length: rows }, () => blank),
    options,
    root as never,
  )
  const tasks = children.tasks.map((task): Task => task)
  await Promise.all([root, ...tasks].map((task) => task.check(undefined)))
  return [root, tasks]
}
