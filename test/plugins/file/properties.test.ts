import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type AnyStepType, decodeValue, encodeValue, type Guard, PlanError, type Value, type WriteContext } from '@backout/core/plugin'
import { file } from '@backout/plugins/file'
import { files } from '../../../packages/plugins/src/file/driver.ts'
import type { FilesSession } from '../../../packages/plugins/src/file/session.ts'
import { putTree, readTree } from '../../support/bench-step.ts'

const guard: Guard = { allows: () => true, demand: () => undefined, demandAll: () => undefined }
const signal = new AbortController().signal

interface Call {
  readonly uses: string
  readonly with: { readonly [name: string]: Value }
}

interface World {
  readonly files: { readonly [path: string]: { readonly content: string; readonly mode: number } }
  readonly links: { readonly [path: string]: string }
  readonly directories: readonly string[]
}

const name = fc.constantFrom('a', 'b', 'c', 'd.ts', 'e.sh')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
const content = fc.oneof(fc.constantFrom('', 'old', 'old\r\nold\r\n', '\0old'), fc.string({ maxLength: 20 }))
const mode = fc.constantFrom(0o644, 0o755, 0o600)
const glob = fc.oneof(path, fc.constantFrom('**', '**/*.ts', 'a/**', '*', 'a/*', '{a,b}/**', '!b/**'))

const world: fc.Arbitrary<World> = fc.record({
  files: fc.dictionary(path, fc.record({ content, mode }), { maxKeys: 8 }),
  links: fc.dictionary(path, fc.constantFrom('a', '../b', 'nowhere'), { maxKeys: 2 }),
  directories: fc.array(path, { maxLength: 2 }),
})

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ uses: fc.constant('file/write'), with: fc.record({ path, content, executable: fc.boolean() }) }),
  fc.record({ uses: fc.constant('file/copy'), with: fc.record({ from: path, to: path }) }),
  fc.record({ uses: fc.constant('file/move'), with: fc.record({ from: path, to: path }) }),
  fc.record({ uses: fc.constant('file/delete'), with: fc.record({ paths: fc.array(glob, { minLength: 1, maxLength: 2 }) }) }),
  fc.record({
    uses: fc.constant('file/replace'),
    with: fc.constantFrom({ find: 'old', replace: 'new' }, { paths: ['**/*.ts'], pattern: '^(\\w)', replace: '<$1' }),
  }),
) as fc.Arbitrary<Call>

/** Makes a world; what does not fit (a file where a directory is) is left out. */
async function make(root: string, { files: all, links, directories }: World): Promise<void> {
  const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined)
  for (const [one, found] of Object.entries(all)) await quietly(putTree(root, { [one]: found }))
  for (const one of directories) await quietly(mkdir(join(root, one), { recursive: true }))
  for (const [one, target] of Object.entries(links)) {
    await quietly(mkdir(dirname(join(root, one)), { recursive: true }))
    await quietly(symlink(target, join(root, one)))
  }
}

const open = (root: string): Promise<FilesSession> =>
  files.open({}, { resource: 'files', root, access: 'write', mode: 'run', guard, signal })

function contextOf(session: FilesSession): WriteContext {
  return { session: async () => session, scope: () => ['**'], note: () => undefined, signal, mode: 'run' } as unknown as WriteContext
}

function typeOf({ uses }: Call): AnyStepType {
  return file.steps.find((step) => step.uses === uses)!
}

const stored = (value: Value): Value => decodeValue(JSON.parse(JSON.stringify(encodeValue(value))))

/** What was done, so that it can be reverted. */
type Undone = () => Promise<'reverted' | { readonly conflict: string }>

/** Applies a call unit by unit. A refusal (`PlanError`) ends it; what was applied before counts. */
async function apply(one: Call, context: WriteContext): Promise<{ readonly undo: readonly Undone[]; readonly refused: boolean }> {
  const type = typeOf(one)
  const undo: Undone[] = []
  try {
    await type.describe(one.with)
    for await (const change of type.changes(one.with, context, {})) {
      const unit = stored(change.unit)
      const pieces: Value[] = []
      for await (const piece of type.capture!(unit, context)) pieces.push(stored(piece as Value))
      undo.push(() => type.revert!(pieces, null, context))
      await type.apply(unit, context)
    }
    return { undo, refused: false }
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    return { undo, refused: true }
  }
}

/** Runs a property in a temporary directory with the world in it. */
function holds(runs: number, property: (root: string, calls: readonly Call[]) => Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(world, fc.array(call, { minLength: 1, maxLength: 6 }), async (one, calls) => {
      const root = await mkdtemp(join(tmpdir(), 'backout-files-'))
      try {
        await make(root, one)
        await property(root, calls)
      } finally {
        await rm(root, { recursive: true, force: true })
      }
    }),
    { numRuns: runs },
  )
}

test('Law: any file steps, then their reverts in the other direction, leave any tree as it was', () =>
  holds(150, async (root, calls) => {
    const before = await readTree(root)
    await using session = await open(root)
    const undo: Undone[] = []
    for (const one of calls) undo.push(...(await apply(one, contextOf(session))).undo)
    for (const back of undo.toReversed()) assert.equal(await back(), 'reverted')
    assert.deepEqual(await readTree(root), before)
  }))

test('Law: a preview of any file steps on an overlay shows what their run does, and changes nothing', () =>
  holds(150, async (root, calls) => {
    const before = await readTree(root)
    await using session = await open(root)
    const overlay = await files.overlay!(session, { resource: 'files', root, access: 'write', mode: 'preview', guard, signal })
    const previewed: boolean[] = []
    for (const one of calls) previewed.push((await apply(one, contextOf(overlay))).refused)
    const fingerprint = await files.fingerprint!(overlay, ['**'])
    assert.deepEqual(await readTree(root), before)
    const run: boolean[] = []
    for (const one of calls) run.push((await apply(one, contextOf(session))).refused)
    assert.deepEqual(previewed, run)
    assert.equal(fingerprint, await files.fingerprint!(session, ['**']))
  }))

test('Law: a file step that is run twice changes nothing more', () =>
  holds(150, async (root, calls) => {
    await using session = await open(root)
    const context = contextOf(session)
    for (const one of calls) {
      const again = (one.with as { readonly pattern?: string }).pattern === undefined
      const { refused } = await apply(one, context)
      if (refused || !again) continue
      const more: string[] = []
      for await (const change of typeOf(one).changes(one.with, context, {})) more.push(change.title)
      assert.deepEqual(more, [], `${JSON.stringify(one)} twice`)
    }
  }))

test('Law: every unit of a file step settles: absent before, applied after, absent again once reverted', () =>
  holds(80, async (root, calls) => {
    await using session = await open(root)
    const context = contextOf(session)
    for (const one of calls) {
      const type = typeOf(one)
      const changes = await Array.fromAsync(type.changes(one.with, context, {})).catch(() => [])
      for (const { unit } of changes.slice(0, 1)) {
        const pieces: Value[] = []
        for await (const piece of type.capture!(unit, context)) pieces.push(piece as Value)
        assert.equal(await type.probe!(unit, context), 'absent')
        if (
          !(await type.apply(unit, context).then(
            () => true,
            (error: unknown) => assert.ok(error instanceof PlanError),
          ))
        )
          continue
        assert.equal(await type.probe!(unit, context), 'applied')
        assert.equal(await type.revert!(pieces, null, context), 'reverted')
        assert.equal(await type.probe!(unit, context), 'absent')
      }
    }
  }))
