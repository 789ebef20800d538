import type { World } from '@backout/core/testing'
import { benchStep, type StepBench, type Tree } from '../../support/bench-step.ts'
import { commitAll } from '../../support/git-tree.ts'

/** The program that commands of these tests run. */
export const node = process.execPath

/** A bench of `exec/run` with a program in JavaScript. */
export function bench(
  body: string,
  more: { readonly writes?: readonly string[]; readonly effect?: 'none'; readonly tree?: Tree; given?(world: World): Promise<void> } = {},
): Promise<StepBench> {
  const { writes, effect, tree, given } = more
  const command = [node, '-e', `const fs = require('node:fs'), { execFileSync } = require('node:child_process'); ${body}`]
  return benchStep('exec/run', {
    with: { command, ...(writes && { writes }), ...(effect && { effect }) },
    scope: { commands: [node], files: writes ?? [] },
    ...(tree && { tree }),
    ...(given && { given }),
  })
}

/** Commits all that is there before the command runs. */
export const committed = async ({ root }: World): Promise<void> => commitAll(root)

/** Files before the command runs. */
export const tree: Tree = {
  'src/a.ts': 'a\r\n',
  'src/run.sh': { content: '#!/bin/sh\n', mode: 0o755 },
  'src/deep/b.ts': 'b',
  'src/odd': { content: 'odd', mode: 0o640 },
  'src/blob': new Uint8Array([0, 255, 10, 13]),
  'other.txt': 'other',
}
