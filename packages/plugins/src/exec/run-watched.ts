import type { ReadContext, Value } from '@backout/core/plugin'
import { diskTree } from '../file/tree/disk/disk-tree.ts'
import type { Tree } from '../file/tree/tree.ts'
import type { ProcessSession } from './driver.ts'
import { endOfCommand, markEnded, markStarted, noteOf } from './marker.ts'
import type { CommandEnd } from './process/run-command.ts'
import { demandDone, type RunResult, resultOf } from './run-result.ts'
import type { RunUnit } from './run-unit.ts'
import { workingDirectory } from './runnable.ts'
import { askingTree } from './tree/look/asking-tree.ts'
import { isTouchedAfter } from './tree/look/look.ts'
import { type Baseline, takeBaseline } from './tree/compare/baseline.ts'
import { pathsOf, sortChanges } from './tree/compare/breach.ts'
import { changesSince, type TreeChanges } from './tree/compare/changes.ts'
import { gitAt } from './tree/git/git.ts'
import { movedHead } from './tree/compare/moved-head.ts'
import { revertCommand } from './tree/undo/revert.ts'
import { type Loaded, saveBaseline, type TreeUndo } from './tree/undo/undo.ts'
import { inMemory, noteUnwatched, putBack, watch } from './watch.ts'

/**
 * Runs a command that writes, and tells what it changed in the working tree, however it ended. Where nobody will ask for the unit's undo
 * (the plan brings a rollback, or says that there is none), what it was not to change is put back at once.
 */
export async function runWriting(session: ProcessSession, unit: RunUnit, context: ReadContext): Promise<Ended> {
  const { root } = session
  const tree = diskTree(root)
  try {
    const until = await endOfCommand(root, context)
    const taken = session.baselines.get(keyOf(context))
    session.baselines.delete(keyOf(context))
    const baseline = taken ?? (await takeBaseline(tree, await gitAt(root), unit.writes, context.apart))
    const saved = context.wantsUndo === false ? inMemory(tree, baseline, unit.writes) : undefined
    if (!baseline.complete) await noteUnwatched(root, 'outside of `writes` ', context)
    const found = [...baseline.saved].filter(([path]) => !isTouchedAfter(tree, path, until))
    markStarted(root, context)
    const end = await run(session, tree, unit, context)
    const ended = await lookBack({ tree, unit, context }, baseline, end, saved)
    // Without a baseline of before its first start, this is a repetition: what it found counts, too, but for what somebody has changed in between.
    const all = taken || saved ? ended : { ...ended, changes: { ...ended.changes, started: Object.fromEntries(found) } }
    markEnded(root, context, (hasEnv(unit) ? withoutOutput(all) : all) as unknown as Value)
    return all
  } finally {
    tree.close()
  }
}

/** How a command ended, and what it changed in the working tree. */
export interface Ended {
  readonly result: RunResult
  readonly changes: TreeChanges
}

/** The key of a step's one command in a session. */
function keyOf({ run: id, step }: ReadContext): string {
  return `${id}/${step}`
}

interface Command {
  readonly tree: Tree
  readonly unit: RunUnit
  readonly context: ReadContext
}

async function lookBack({ tree, unit, context }: Command, baseline: Baseline, end: CommandEnd, saved: Loaded | undefined): Promise<Ended> {
  const git = await gitAt(tree.root)
  const changes = await changesSince(tree, git, baseline, unit.writes)
  const moved = movedHead(baseline, git)
  if (moved !== undefined) context.note(`${moved}, which a rollback leaves as it is`)
  const { strange } = sortChanges(changes, unit.writes)
  const breach = pathsOf(strange)
  const left = saved && breach.length > 0 ? await putBack(tree, git, saved, strange) : undefined
  return { result: resultOf(end, breach, { left, reason: context.signal.reason }), changes }
}

/** A secret reaches a command only through its environment, and then may be in its output, which must not lie about. */
function hasEnv({ env }: RunUnit): boolean {
  return Object.keys(env).length > 0
}

function withoutOutput({ result, changes }: Ended): Ended {
  return { result: { ...result, stdout: '', stderr: '', tail: '', cut: true }, changes }
}

/** Runs a command that is to have no effect, puts back what it changed all the same, and judges it. Errors: those of {@link demandDone}. */
export async function runChecking(session: ProcessSession, unit: RunUnit, context: ReadContext): Promise<RunResult> {
  const tree = diskTree(session.root)
  try {
    // While other steps run, what changes is not the work of this command.
    const breach = context.alone === false ? undefined : await watch(session.root, tree, context)
    const end = await run(session, tree, unit, context)
    const { paths, left } = (await breach?.()) ?? { paths: [] }
    const result = resultOf(end, paths, { left, reason: context.signal.reason })
    demandDone(unit, result)
    return result
  } finally {
    tree.close()
  }
}

async function run(session: ProcessSession, tree: Tree, unit: RunUnit, context: ReadContext): Promise<CommandEnd> {
  const { command, env, timeout, effect } = unit
  const cwd = workingDirectory(tree, unit.cwd)
  const access = effect === 'none' ? 'read' : 'write'
  const note = access === 'write' && { note: noteOf(session.root, context) }
  const request = { command, cwd, env, access, line: limited(context), ...note, ...(timeout >= 0 && { timeout }) } as const
  return session.run(request, context.signal)
}

/** Shows lines as they come, a thousand at most, each cut at 500 characters. */
function limited(context: ReadContext): (text: string) => void {
  let shown = 0
  return (text) => {
    if (++shown <= 1000) context.note(text.length > 500 ? `${text.slice(0, 499)}…` : text)
    else if (shown === 1001) context.note('… (more output is not shown)')
  }
}

/** Saves what a command's undo will need. */
export async function* captureTree(session: ProcessSession, { command, writes }: RunUnit, context: ReadContext): AsyncIterable<TreeUndo> {
  const tree = diskTree(session.root)
  try {
    const baseline = await takeBaseline(tree, await gitAt(session.root), writes, context.apart)
    yield { format: 1, kind: 'command', program: command[0]! }
    yield* saveBaseline(tree, baseline, writes)
    session.baselines.set(keyOf(context), baseline)
  } finally {
    tree.close()
  }
}

/** Puts the tree back after a command. See {@link revertCommand}. Errors: also those of {@link ProcessSession.demand}, which is asked before each change. */
export async function revertTree(
  session: ProcessSession,
  undo: readonly TreeUndo[],
  changes: TreeChanges | null,
  until?: number,
): Promise<'reverted' | { readonly conflict: string }> {
  const program = undo.find((piece) => piece.kind === 'command')!.program
  const demand = (): void => session.demand(program, 'write')
  const tree = askingTree(diskTree(session.root), demand)
  try {
    demand()
    return await revertCommand(tree, await gitAt(session.root), undo, changes, until)
  } finally {
    tree.close()
  }
}
