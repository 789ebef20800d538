import { PlanError, type ReadContext } from '@backout/core/plugin'
import { diskTree } from '../file/tree/disk-tree.ts'
import type { Tree } from '../file/tree/tree.ts'
import type { ProcessSession } from './driver.ts'
import type { CommandEnd } from './process/run-command.ts'
import { judged, type RunResult, resultOf } from './run-result.ts'
import type { RunUnit } from './run-unit.ts'
import { type Baseline, takeBaseline } from './tree/baseline.ts'
import { pathsOf, sortChanges } from './tree/breach.ts'
import { changesSince, type TreeChanges } from './tree/changes.ts'
import { gitAt } from './tree/git.ts'
import { restoreTree } from './tree/restore.ts'
import { revertCommand } from './tree/revert.ts'
import { type Loaded, loadBaseline, saveBaseline, type TreeUndo } from './tree/undo.ts'

/**
 * Runs a command that writes, and tells what it changed in the working tree, however it ended. Where nobody will ask for the unit's undo
 * (the plan brings a rollback, or says that there is none), what it was not to change is put back at once.
 */
export async function runWriting(
  session: ProcessSession,
  unit: RunUnit,
  context: ReadContext,
): Promise<{ readonly result: RunResult; readonly changes: TreeChanges }> {
  const { root } = session
  const tree = diskTree(root)
  try {
    const before = await gitAt(root)
    if (!before) context.note('The working tree is not in git: a change outside of `writes` is found only in small trees')
    const baseline = await takeBaseline(tree, before, unit.writes)
    const saved = context.wantsUndo === false ? inMemory(tree, baseline, unit.writes) : undefined
    const end = await run(session, tree, unit, context)
    const git = await gitAt(root)
    const changes = await changesSince(tree, git, baseline, unit.writes)
    const { strange } = sortChanges(changes, unit.writes)
    const breach = pathsOf(strange)
    if (saved && breach.length > 0) await restoreTree(tree, git, saved, strange)
    return { result: resultOf(end, breach), changes }
  } finally {
    tree.close()
  }
}

/** Runs a command that is to have no effect, puts back what it changed all the same, and judges it. Errors: those of {@link judged}. */
export async function runChecking(session: ProcessSession, unit: RunUnit, context: ReadContext): Promise<RunResult> {
  const tree = diskTree(session.root)
  try {
    // While other steps run, what changes is not the work of this command.
    const breach = context.alone === false ? undefined : await watch(session.root, tree)
    const end = await run(session, tree, unit, context)
    const result = resultOf(end, (await breach?.()) ?? [])
    judged(unit, result)
    return result
  } finally {
    tree.close()
  }
}

/** Remembers the tree; later puts it back, and tells what had changed. */
async function watch(root: string, tree: Tree): Promise<() => Promise<readonly string[]>> {
  const baseline = await takeBaseline(tree, await gitAt(root), [])
  const saved = inMemory(tree, baseline, [])
  return async () => {
    const git = await gitAt(root)
    const changes = await changesSince(tree, git, baseline, [])
    const breach = pathsOf(changes)
    if (breach.length > 0) await restoreTree(tree, git, saved, changes)
    return breach
  }
}

/** Holds up to 64 MiB of unsaved work while a command runs. */
function inMemory(tree: Tree, baseline: Baseline, writes: readonly string[]): Loaded {
  return loadBaseline([...saveBaseline(tree, baseline, writes, 64 * 1024 * 1024)])
}

async function run(session: ProcessSession, tree: Tree, unit: RunUnit, context: ReadContext): Promise<CommandEnd> {
  const { command, env, timeout, effect } = unit
  const cwd = workingDirectory(tree, unit.cwd)
  const access = effect === 'none' ? 'read' : 'write'
  const request = { command, cwd, env, access, line: limited(context), ...(timeout >= 0 && { timeout }) } as const
  return session.run(request, context.signal)
}

/** Errors: `missing`, and `out-of-scope` where a link leads out of the root. */
function workingDirectory(tree: Tree, cwd: string): string {
  if (cwd === '.') return cwd
  const place = tree.locate(`${cwd}/.`.replace(/\/\.$/, '/x')).replace(/\/x$/, '')
  if (tree.entry(place)?.kind === 'directory') return place
  throw new PlanError('missing', `Cannot run a command in "${cwd}": there is no such directory`)
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
export async function* captureTree(session: ProcessSession, { writes }: RunUnit): AsyncIterable<TreeUndo> {
  const tree = diskTree(session.root)
  try {
    yield* saveBaseline(tree, await takeBaseline(tree, await gitAt(session.root), writes), writes)
  } finally {
    tree.close()
  }
}

/** Puts the tree back after a command. See {@link revertCommand}. */
export async function revertTree(
  session: ProcessSession,
  undo: readonly TreeUndo[],
  changes: TreeChanges | null,
): Promise<'reverted' | { readonly conflict: string }> {
  const tree = diskTree(session.root)
  try {
    return await revertCommand(tree, await gitAt(session.root), undo, changes)
  } finally {
    tree.close()
  }
}
