import { chmod, lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Change, Plugin, Value } from '@backout/core/plugin'
import type { StepCase } from '@backout/core/testing'
import { exec } from '@backout/plugins/exec'
import { file } from '@backout/plugins/file'
import { stageOf, type Stage } from '../../packages/core/src/testing/stage/stage.ts'
import { applyAll, applyOne, changesOf, type Done, outputOf, revertAll } from '../../packages/core/src/testing/stage/walk.ts'

/** One step type over a temporary working tree, driven as the engine drives it, but for the journal. */
export interface StepBench extends AsyncDisposable {
  readonly root: string
  readonly stage: Stage
  changes(): Promise<readonly Change[]>
  /** Captures and applies; what is stored goes through JSON. */
  apply(): Promise<readonly Done[]>
  applyOne(change: Change): Promise<Done>
  revert(done: readonly Done[]): Promise<'reverted' | { readonly conflict: string }>
  output(done: readonly Done[]): Promise<Value>
}

/** Sets a step up. The files of `tree` are there before `given` is called. */
export async function benchStep(
  uses: string,
  given: Omit<StepCase, 'does'> & { readonly tree?: Tree },
  plugins: readonly Plugin[] = [file, exec],
): Promise<StepBench> {
  const type = plugins.flatMap(({ steps }) => steps).find((step) => step.uses === uses)
  if (!type) throw new Error(`no step type ${uses}`)
  const stage = await stageOf(plugins, type, {
    ...given,
    does: '',
    given: async (world) => {
      await putTree(world.root, given.tree ?? {})
      await given.given?.(world)
    },
  })
  return {
    root: stage.world.root,
    stage,
    changes: () => changesOf(stage),
    apply: () => applyAll(stage),
    applyOne: (change) => applyOne(stage, change, 0),
    revert: (done) => revertAll(stage, done),
    output: (done) => outputOf(stage, done),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  }
}

/** Files by path: a content, or a content with a mode. */
export type Tree = { readonly [path: string]: string | Uint8Array | { readonly content: string | Uint8Array; readonly mode: number } }

/** Writes files, with directories as needed. */
export async function putTree(root: string, tree: Tree): Promise<void> {
  for (const [path, given] of Object.entries(tree)) {
    const { content, mode } = typeof given === 'string' || given instanceof Uint8Array ? { content: given, mode: undefined } : given
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
    if (mode !== undefined) await chmod(join(root, path), mode)
  }
}

/** All that is under a directory, but for `.git` and `.backout`: contents (as base64 where they are no text), modes, links. */
export async function readTree(root: string, directory = ''): Promise<{ readonly [path: string]: string }> {
  const found: { [path: string]: string } = {}
  for (const name of (await readdir(join(root, directory))).toSorted()) {
    if (name === '.git' || name === '.backout') continue
    const path = directory === '' ? name : `${directory}/${name}`
    const stats = await lstat(join(root, path))
    const mode = (stats.mode & 0o7777).toString(8)
    if (stats.isDirectory()) Object.assign(found, { [`${path}/`]: mode }, await readTree(root, path))
    else if (stats.isSymbolicLink()) found[path] = `-> ${await readlink(join(root, path))}`
    else if (!stats.isFile()) found[path] = 'special'
    else found[path] = `${mode} ${(await readFile(join(root, path))).toString('latin1')}`
  }
  return found
}
