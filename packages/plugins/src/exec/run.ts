import {
  type Access,
  type Applied,
  type Change,
  isUnbound,
  PlanError,
  type ReadContext,
  type StepType,
  type Touch,
  type Traits,
  type Value,
  type WriteContext,
} from '@backout/core/plugin'
import type { FilesSession } from '../file/session.ts'
import { touchesOf as touchesOfFiles } from '../file/touches.ts'
import type { ProcessSession } from './driver.ts'
import { demandDone, outputOf, type RunOutput, type RunResult } from './run-result.ts'
import { runInput, runOutput } from './run-schema.ts'
import { assertSensible, type RunInput, type RunUnit, titleOf, unitOf } from './run-unit.ts'
import type { TreeChanges } from './tree/compare/changes.ts'
import type { TreeUndo } from './tree/undo/undo.ts'

/**
 * `exec/run`: one command, one unit.
 *
 * A command that ended has had its effect, however it ended: it is applied, and `judge` judges it, so that a rollback knows exactly what it changed.
 * One without effect is judged at once, so that it can be retried.
 */
export const execRun: StepType<RunInput, RunOutput> = {
  uses: 'exec/run',
  summary: 'Runs a command',
  input: runInput,
  output: runOutput,
  formats: [1],
  describe(input) {
    assertSensible(input)
    return traitsOf(input)
  },
  async *changes(input, context): AsyncIterable<Change> {
    const unit = unitOf(input, context.scope('files'))
    const [{ tree }, { assertRunnable }] = await Promise.all([context.session<FilesSession>('files'), import('./runnable.ts')])
    assertRunnable(tree, unit)
    const { touches } = traitsOf(input)
    yield {
      unit: unit as unknown as Value,
      title: titleOf(unit),
      touches: touches === 'unknown' ? [] : touches,
      details: () => [{ kind: 'command', argv: unit.command, cwd: unit.cwd, env: unit.env }],
    }
  },
  async *capture(value, context) {
    const unit = value as unknown as RunUnit
    if (unit.effect === 'none') return
    const [session, { captureTree }, { markReady }] = await Promise.all([
      sessionOf(unit, context),
      import('./run-watched.ts'),
      import('./marker.ts'),
    ])
    if (context.wantsUndo !== false) yield* captureTree(session, unit, context) as AsyncIterable<never>
    markReady(session.root, context)
  },
  async apply(value, context): Promise<Applied> {
    const unit = value as unknown as RunUnit
    if (context.mode === 'preview') throw new PlanError('refused', 'Cannot run a command in a preview')
    const [session, { runChecking, runWriting }] = await Promise.all([sessionOf(unit, context), import('./run-watched.ts')])
    if (unit.effect === 'none') return { result: (await runChecking(session, unit, context)) as unknown as Value }
    const { result, changes } = await runWriting(session, unit, context)
    return { result: result as unknown as Value, after: changes as unknown as Value }
  },
  /** What stands in the working tree tells whether a command was started there, and how it ended. */
  async probe(_unit, context) {
    const [{ root }, { endOfCommand, readMarker }] = await Promise.all([context.session<ProcessSession>('commands'), import('./marker.ts')])
    await endOfCommand(root, context)
    const marker = readMarker(root, context)
    if (marker?.started === false) return 'absent'
    if (!marker || marker.ended === null) return 'partial'
    const { result, changes } = marker.ended as { readonly result: Value; readonly changes: Value }
    return { result, after: changes }
  },
  async revert(undo, after, context) {
    const [session, { revertTree }, { endOfCommand, forget }] = await Promise.all([
      context.session<ProcessSession>('commands'),
      import('./run-watched.ts'),
      import('./marker.ts'),
    ])
    const changes = after as unknown as TreeChanges | null
    const until = changes === null ? await endOfCommand(session.root, context) : undefined
    const ended = await revertTree(session, undo as unknown as readonly TreeUndo[], changes, until)
    // It is in the journal, as all that comes before an undo, and names files that are gone.
    if (ended === 'reverted') forget(session.root, context)
    return ended
  },
  async discard(_undo, context) {
    const [{ root }, { forget }] = await Promise.all([context.session<ProcessSession>('commands'), import('./marker.ts')])
    forget(root, context)
  },
  async finish(results, input) {
    return outputOf(await resultIn(results, input))
  },
  async judge(results, input) {
    demandDone(unitOf(input), await resultIn(results, input))
  },
}

/** A person who says that it happened can't say what it wrote. */
async function resultIn(results: AsyncIterable<Value>, input: RunInput): Promise<RunResult> {
  let last: Value = null
  for await (const result of results) last = result
  return (last ?? { ...unheard, exitCode: unitOf(input).exitCodes[0]! }) as unknown as RunResult
}

const unheard = { signal: '', ended: 'itself', stdout: '', stderr: '', cut: false, tail: '', breach: [] }

function traitsOf(input: RunInput): Traits {
  const { effect = 'write', writes = [], idempotent = false } = input
  const touches = touchesOf(input)
  const guarantee = idempotent ? 'idempotent' : 'at-least-once'
  if (isUnbound(effect)) return { effect: 'unknown', guarantee: 'unknown', touches: 'unknown', undo: { kind: 'unknown' } }
  const notes = shellNotes(input.command)
  if (effect === 'none') return { effect, guarantee: 'idempotent', touches, undo: { kind: 'derived' }, notes }
  if (writes.length > 0) return { effect, guarantee, touches, undo: { kind: 'derived' }, notes: [...notes, onlyFiles] }
  return { effect, guarantee, touches, undo: { kind: 'none', reason: noWrites }, notes }
}

/** What a shell would heed, and a program hardly ever wants. */
function shellNotes(command: RunInput['command']): readonly string[] {
  const word = [command].flat().find((each) => ['|', '||', '&&', '>', '>>', '<', '2>&1'].includes(each))
  return word === undefined ? [] : [`"${word}" is an argument like any other, since no shell reads it; one would with [sh, -c, "…"]`]
}

const onlyFiles =
  'Its undo puts back files of the working tree, and what is staged; what else the command does, elsewhere or inside of .git (a commit), is not undone'
const noWrites =
  'a command without `writes` has its effect outside of the working tree, where it cannot be undone by itself: write a rollback, name what it `writes`, or say `effect: none`'

/** It must be alone in the working tree, whether it writes there or only looks. */
function touchesOf({ command, effect = 'write', writes = [] }: RunInput): readonly Touch[] | 'unknown' {
  // Until an expression is bound, it stands as a text where the list will be.
  const [program = ''] = [command].flat()
  const access: Access = effect === 'none' ? 'read' : 'write'
  const written = touchesOfFiles(writes, access)
  if (isUnbound(program) || written === 'unknown') return 'unknown'
  return [{ resource: 'commands', part: program, access }, ...written, { resource: 'files', part: '.', access, alone: true }]
}

/** What it writes belongs to the working tree, which is to be known before: the engine looks at a resource when it is first opened. */
async function sessionOf({ command, effect, writes }: RunUnit, context: ReadContext | WriteContext): Promise<ProcessSession> {
  const session = await context.session<ProcessSession>('commands')
  if (writes.length > 0) await context.session<FilesSession>('files')
  session.demand(command[0]!, effect === 'none' ? 'read' : 'write')
  return session
}
