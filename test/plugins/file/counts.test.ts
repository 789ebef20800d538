import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Plugin } from '@backout/core/plugin'
import { breachesOf, type World } from '@backout/core/testing'
import { file } from '@backout/plugins/file'
import { defineFileStep, pathsSchema, patternsOf, planContent, touchesOf } from '@backout/plugins/file/step'

const shout = defineFileStep({
  uses: 'words/shout',
  summary: 'Shouts',
  input: {
    type: 'object',
    additionalProperties: false,
    properties: { paths: { ...pathsSchema, 'x-backout': { touch: { resource: 'files', access: 'write', default: 'scope' } } } },
  },
  output: {
    type: 'object',
    properties: {
      files: { type: 'integer', description: 'How many files.', examples: [2] },
      words: { type: 'integer', description: 'How many words.', examples: [3] },
    },
  },
  touches: ({ paths }, context) => touchesOf(patternsOf(paths, context), 'write'),
  async *plan({ paths }, files, context) {
    for (const path of files.list(patternsOf(paths, context)!)) {
      const text = Buffer.from(files.read(path)).toString()
      const count = text.match(/\b[a-z]+\b/g)?.length ?? 0
      const planned = planContent(files, path, Buffer.from(text.toUpperCase()), { count })
      if (planned) yield planned
    }
  },
  finish: ({ files, count }) => ({ files, words: count }),
})

test('a step type of others on files gives what it counted in each, summed up', async () => {
  const put =
    (text: string) =>
    async ({ root }: World): Promise<void> => {
      for (const name of ['a.txt', 'b.txt']) await writeFile(join(root, name), text)
    }
  const plugin: Plugin = { name: 'words', version: '1.0.0', steps: [shout], drivers: [] }
  const one = { with: {}, scope: { files: ['*.txt'] }, given: put('two words'), edit: put('edited') }
  const afterwards = (_world: World, output: unknown): void => assert.deepEqual(output, { files: 2, words: 4 })
  const cases = { plugins: [file], steps: { 'words/shout': [{ does: 'shouts', ...one, afterwards }] } }
  assert.deepEqual(await breachesOf(plugin, cases), [])
})
