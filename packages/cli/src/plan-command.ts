import { PlanError, remembering } from '@backout/core/model'
import { printable } from '@backout/core/report/printable'
import { Command } from '@oclif/core/command'
import { boolean, string as stringFlag } from '@oclif/core/flags'
import { callError, isOclifError } from './command-line/call-error.ts'
import { readSecretFile } from './system/secret-file.ts'
import type { Call } from './terminal/call.ts'
import { canBeAsked } from './terminal/ci-job.ts'
import { type Paint, paintFor } from './terminal/colour.ts'
import { demandValues } from './command-line/demand-values.ts'
import { demandWritten } from './command-line/demand-written.ts'
import { failureJson, failureText, statusOf } from './failure.ts'
import { terminalJson, terminalText } from './terminal/terminal-text.ts'
import { withRoot } from './next/with-root.ts'

/** What a command has to say. */
export interface Answer<Result> {
  /** What `--json` prints; its shape is documented in `schemas/commands/`. */
  readonly result: Result
  /** What a person reads, on stdout. */
  readonly text: string
  /** The next command one would type, or several to choose from, the likely one first. */
  readonly next?: string | readonly string[] | undefined
  /** The text is a document, for a file or a pipe: nothing else may be mixed into it. */
  readonly document?: boolean
  readonly exitCode?: number
}

/** The base of all commands: `--root`, `--json`, and how answers and errors are printed. */
export abstract class PlanCommand extends Command {
  static override readonly enableJsonFlag = true
  static override readonly baseFlags = {
    json: boolean({ summary: 'Print the result as JSON, and nothing else; "plan schema COMMAND" prints its shape.', helpGroup: 'GLOBAL' }),
    root: stringFlag({
      summary: 'The repository: the folder with backout.yaml. Found upwards from here when left out.',
      helpValue: 'DIR',
      helpGroup: 'GLOBAL',
    }),
  }

  #root: string | undefined

  /** Looks at what is typed before it is parsed. Errors: `invalid`. */
  protected override async init(): Promise<void> {
    await super.init()
    // Else oclif warns, where NODE_ENV says that this is no production, of a call that is refused before.
    this.parsed = true
    demandValues(this.argv)
    demandWritten(this.argv, { ...this.ctor.baseFlags, ...this.ctor.flags })
  }

  /** How this command was called, for its action. */
  protected call(flags: { readonly root?: string | undefined }): Call {
    this.#root = flags.root
    const json = this.jsonEnabled()
    return {
      cwd: workingFolder(),
      root: flags.root,
      env: process.env,
      secretFile: remembering(readSecretFile),
      json,
      interactive: !json && canBeAsked(process, process.env),
      paint: paintFor(process.stdout),
      columns: process.stdout.columns,
      version: this.config.version,
    }
  }

  /** Prints the answer, unless `--json` does, and sets the exit status. */
  protected answer<Result>({ result, text, next, document, exitCode }: Answer<Result>): Result {
    process.exitCode = exitCode ?? 0
    if (this.jsonEnabled()) return result
    if (text) {
      const whole = text.endsWith('\n') ? text : `${text}\n`
      process.stdout.write(document ? whole : terminalText(whole))
    }
    if (next) nextStream(document).write(nextText([next].flat(), this.#root, paintFor(nextStream(document))))
    return result
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${terminalJson(json)}\n`)
  }

  protected override async catch(caught: unknown): Promise<void> {
    const flags = Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags })
    const thrown = isOclifError(caught) ? callError(caught, { name: this.id ?? '', flags }) : caught
    process.exitCode = statusOf(thrown)
    const paint = paintFor(process.stderr)
    if (this.jsonEnabled()) this.logJson(failureJson(thrown, this.#root))
    else process.stderr.write(terminalText(failureText(thrown, paint, { debug: Boolean(process.env['DEBUG']), root: this.#root })))
  }
}

/** Errors: `missing` where the folder was deleted while a shell stood in it. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new PlanError('missing', 'Cannot find the folder that this command was called in: it was deleted', { hint: 'Go to another one' })
  }
}

function nextText(commands: readonly string[], root: string | undefined, paint: Paint): string {
  const lines = commands.map((command, index) => `${paint('dim', index === 0 ? 'Next:' : '  or:')} ${printable(withRoot(command, root))}\n`)
  return `\n${lines.join('')}`
}

function nextStream(document: boolean | undefined): NodeJS.WriteStream {
  return document ? process.stderr : process.stdout
}
