import { DefaultRenderer, Listr, ListrLogger, type ListrRendererFactory, type ListrTaskObject, ListrTaskState, ProcessOutput } from 'listr2'

/** Lines that are drawn anew in place: a head, and rows below it. */
export interface Drawing {
  readonly head: Line
  readonly rows: readonly Line[]
  /** Shows these rows, in this order. Until it is called there are none. */
  show(rows: readonly Line[]): void
  /** Draws from now on, ten times a second. */
  begin(): void
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
  const logger = new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(out, out) })
  const options = { logger, collapseSubtasks: false, formatOutput: 'truncate', icon: { COMPLETED: '' } } as const
  const renderer = new DefaultRenderer([root] as never, options, root.listr.events)
  const lines = new Map(tasks.map((task) => [lineOf(task), task]))
  // What a shell has written while the process was stopped (Ctrl-Z) stays there, and the drawing goes on below it.
  const drawBelow = (): void => (renderer as unknown as { readonly updater?: { done(): void } }).updater?.done()
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
    async end() {
      process.off('SIGCONT', drawBelow)
      if (!begun) return
      await begun
      renderer.end()
    },
  }
}

type Task = ListrTaskObject<undefined, ListrRendererFactory, ListrRendererFactory>

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
