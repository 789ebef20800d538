import { existsSync, readFileSync } from 'node:fs'
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { PlanError } from '@backout/core/model'
import { paintFor } from './terminal/colour.ts'
import { commandFirst } from './command-line/command-first.ts'
import { commandNames } from './command-line/command-names.ts'
import { exitCodes } from './exit-codes.ts'
import { failureJson, failureText, statusOf } from './failure.ts'
import { rootHelp } from './root-help.ts'
import { terminalJson, terminalText } from './terminal/terminal-text.ts'
import { unknownWord } from './command-line/unknown-word.ts'

/** The folder of this package; a bundle is one by itself. */
const root = packageRoot(dirname(fileURLToPath(import.meta.url)))

/** The process: runs the command that is named, prints what went wrong, and ends with the exit status that says how it went. */
export async function main(typed: readonly string[]): Promise<void> {
  const argv = commandFirst(typed)
  // Compiled code is all there is: NODE_ENV must not make oclif look for TypeScript sources.
  settings.enableAutoTranspile = false
  const lost = outliveStreams()
  outliveLargeFiles()
  setDefaultAutoSelectFamilyAttemptTimeout(addressTime)
  const cutShort = (): void => tell(argv, strayEnd('the process was told to end in the middle of this command'))
  process.once('exit', cutShort)
  process.once('beforeExit', () => {
    process.off('exit', cutShort)
    tellOfNothingLeft(argv)
  })
  try {
    const wrong = unknownWord(argv)
    if (wrong) throw wrong
    const help = asksForAll(argv) ? rootHelp(root, Math.min(process.stdout.columns || 100, 100)) : undefined
    if (help === undefined) await run([...argv], optionsFor(argv))
    else process.stdout.write(help)
    if (argv[0] === 'autocomplete') await (await import('./command-line/complete-paths.ts')).completePaths(optionsFor(argv))
  } catch (thrown) {
    tell(argv, thrown)
  }
  await written(process.stdout)
  tellLost(lost())
  await written(process.stderr)
  process.off('exit', cutShort)
  process.exit()
}

/**
 * ms for one address of a host that has several, before the next one is tried. Node gives the first up after a quarter of a second, for good: a host with an
 * address of a kind that this machine has no route to (IPv6, in many containers) would never be reached where connecting takes longer, as when one packet is lost.
 */
const addressTime = 2500

/** `plan`, `plan help` and `plan --help` are about all commands. */
function asksForAll([first, second]: readonly string[]): boolean {
  return first === undefined || first === '--help' || first === '-h' || (first === 'help' && second === undefined)
}

function packageRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : dirname(folder)
}

/** Help and completion are plugins of oclif, and only loaded for these. */
function needsPlugins(argv: readonly string[]): boolean {
  const command = argv[0]
  return !(commandNames as readonly (string | undefined)[]).includes(command) && command !== '--version'
}

/** No plugins of oclif but those of this package: nothing that lies in the home of whoever calls it is read. */
function optionsFor(argv: readonly string[]): Parameters<typeof run>[1] {
  const options = { root, pjson: packageJson(needsPlugins(argv)), userPlugins: false, devPlugins: false }
  return options as unknown as Parameters<typeof run>[1]
}

function packageJson(withPlugins: boolean): object {
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly oclif: object }
  return withPlugins ? pjson : { ...pjson, oclif: { ...pjson.oclif, plugins: [] } }
}

function tell(argv: readonly string[], thrown: unknown): void {
  if (isExit(thrown)) {
    process.exitCode = thrown.oclif.exit
    return
  }
  process.exitCode = statusOf(thrown)
  if (argv.includes('--json')) process.stdout.write(`${terminalJson(failureJson(thrown))}\n`)
  else process.stderr.write(terminalText(failureText(thrown, paintFor(process.stderr), { debug: Boolean(process.env['DEBUG']) })))
}

/** What is waited for can no longer come, since nothing is under way: a plugin gave a promise that it never keeps. */
function tellOfNothingLeft(argv: readonly string[]): void {
  tell(argv, strayEnd('what this command waits for never comes, as nothing is under way any more'))
  process.exit()
}

/** The process ends in the middle of a command. The status that it would end with says nothing of how that went. */
function strayEnd(why: string): PlanError {
  const hint = 'Only the code of a plugin can do that: see which ones there are with plan plugins'
  return new PlanError('internal', `Cannot go on: ${why}`, { hint })
}

/** oclif says by exception that a command of its own has ended. */
function isExit(thrown: unknown): thrown is { readonly oclif: { readonly exit: number } } {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIT'
}

/**
 * `plan … | head`, or a log on a disk that is full: whoever read has gone, or there is no more room for what we say; what we were asked
 * to do still has to be done to its end. Gives why stdout could not be written, once it could not.
 */
function outliveStreams(): () => Error | undefined {
  let lost: Error | undefined
  hearErrors(process.stderr, () => {})
  hearErrors(process.stdout, (error) => {
    if (error.code !== 'EPIPE') lost ??= error
  })
  return () => lost
}

/**
 * Where a file may not grow any more (`ulimit -f`), the write is to fail, as on a full disk. Node sees to that by ignoring the signal, until somebody stops
 * listening for it: then it ends the process, as a library that listens for all signals while a program runs leaves it.
 */
function outliveLargeFiles(): void {
  process.on('SIGXFSZ', () => {})
}

/** Nobody else hears of them: oclif's own listener throws, which would end a run in its middle. */
function hearErrors(stream: NodeJS.WriteStream, hear: (error: NodeJS.ErrnoException) => void): void {
  const emit: (event: string | symbol, ...values: readonly unknown[]) => boolean = stream.emit.bind(stream)
  stream.emit = (event: string | symbol, ...values: readonly unknown[]) => {
    if (event !== 'error') return emit(event, ...values)
    hear(values[0] as NodeJS.ErrnoException)
    return true
  }
}

/** Whoever reads what is missing there must not take it for all. */
function tellLost(error: Error | undefined): void {
  if (!error) return
  process.exitCode ||= exitCodes.person
  const told = new PlanError('failed', 'Cannot write all of what there is to say', { cause: error })
  process.stderr.write(terminalText(failureText(told, paintFor(process.stderr))))
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded) resolve()
    else stream.write('', () => resolve())
  })
}
