import assert from 'node:assert/strict'
import test from 'node:test'
import { anyOutsideAdapters } from './rules/any.ts'
import { importCycles } from './rules/cycles.ts'
import { defaultExports, undocumentedExports } from './rules/exports.ts'
import { folderBreaches } from './rules/folders.ts'
import { globalsInCore } from './rules/globals.ts'
import { sharedLibraries } from './rules/libraries.ts'
import { missingFromLock, missingPeers } from './rules/lock.ts'
import { machinePaths } from './rules/machine-paths.ts'
import { roomBreaches } from './rules/rooms.ts'
import { fileSizes, functionSizes } from './rules/sizes.ts'
import { type Breach, parseSource, type Source } from './source.ts'

type Rule = (sources: readonly Source[]) => readonly Breach[]
type Files = { readonly [path: string]: string }

const load = 'packages/core/src/load/a.ts'
const model = 'packages/core/src/model/a.ts'
const sql = 'packages/plugins/src/sql/a.ts'
const http = 'packages/plugins/src/http/a.ts'
const cli = 'packages/cli/src/a.ts'
const unit = 'packages/core/src/execute/unit/a.ts'
const entry = 'packages/core/src/execute/run.ts'

const caught: readonly { readonly rule: Rule; readonly what: string; readonly files: Files; readonly at: readonly string[] }[] = [
  {
    rule: roomBreaches,
    what: 'a room that imports a later one',
    files: { [load]: `\nimport { x } from '../validate/index.ts'` },
    at: [`${load}:2`],
  },
  { rule: roomBreaches, what: 'a type import', files: { [model]: `import type { X } from '../plugin/contract.ts'` }, at: [`${model}:1`] },
  { rule: roomBreaches, what: 'an inline type import', files: { [model]: `export type X = import('../plugin.ts').Y` }, at: [`${model}:1`] },
  { rule: roomBreaches, what: 'a lazy import', files: { [load]: `const x = () => import('../execute/run.ts')` }, at: [`${load}:1`] },
  {
    rule: roomBreaches,
    what: 'a re-export',
    files: { [model]: `export * from '../load/index.ts'\nexport { y } from '../load/b.ts'` },
    at: [`${model}:1`, `${model}:2`],
  },
  { rule: roomBreaches, what: 'core that imports plugins', files: { [load]: `import '@backout/plugins'` }, at: [`${load}:1`] },
  {
    rule: roomBreaches,
    what: 'core that imports itself by its package name',
    files: { [load]: `import '@backout/core/execute'` },
    at: [`${load}:1`],
  },
  {
    rule: roomBreaches,
    what: 'a plugin that imports more of core than the plugin API',
    files: { [sql]: `import { x } from '@backout/core/model'` },
    at: [`${sql}:1`],
  },
  { rule: roomBreaches, what: 'a plugin that imports the command line', files: { [sql]: `import { x } from 'backout'` }, at: [`${sql}:1`] },
  { rule: roomBreaches, what: 'a path into another package', files: { [cli]: `import '../../core/src/testing.ts'` }, at: [`${cli}:1`] },
  { rule: folderBreaches, what: 'a folder that imports a later one', files: { [unit]: `import '../step/b.ts'` }, at: [`${unit}:1`] },
  {
    rule: folderBreaches,
    what: 'a folder that imports what its room is entered by',
    files: { [unit]: `import '../run.ts'` },
    at: [`${unit}:1`],
  },
  {
    rule: folderBreaches,
    what: 'a shared file that imports a folder',
    files: { 'packages/core/src/execute/effects.ts': `import './unit/b.ts'` },
    at: ['packages/core/src/execute/effects.ts:1'],
  },
  {
    rule: folderBreaches,
    what: 'a folder without a place',
    files: { 'packages/core/src/execute/misc/a.ts': '' },
    at: ['packages/core/src/execute/misc/a.ts:1'],
  },
  {
    rule: importCycles,
    what: 'two files that import each other',
    files: { [load]: `import './b.ts'`, 'packages/core/src/load/b.ts': `import type { X } from './a.ts'` },
    at: ['packages/core/src/load/b.ts:1'],
  },
  { rule: importCycles, what: 'a file that imports itself', files: { [load]: `import './a.ts'` }, at: [`${load}:1`] },
  {
    rule: sharedLibraries,
    what: 'a library in two rooms',
    files: { [http]: `import pg from 'pg'`, [sql]: `import type { Client } from 'pg/lib/client.js'` },
    at: [`${sql}:1`],
  },
  {
    rule: sharedLibraries,
    what: 'a scoped library in two rooms',
    files: { [http]: `import '@a/b'`, [sql]: `await import('@a/b/c')` },
    at: [`${sql}:1`],
  },
  {
    rule: globalsInCore,
    what: 'console and process',
    files: { [load]: `console.log(process.env)\nconst at = globalThis` },
    at: [`${load}:1`, `${load}:1`, `${load}:2`],
  },
  { rule: globalsInCore, what: 'the process module', files: { [load]: `import { pid } from 'node:process'` }, at: [`${load}:1`] },
  {
    rule: anyOutsideAdapters,
    what: '`any`, however deep',
    files: { [load]: `const x = 1 as unknown\nexport function f(a: readonly Map<string, any>[]) {}` },
    at: [`${load}:2`],
  },
  {
    rule: undocumentedExports,
    what: 'exports without a docstring',
    files: { [load]: `export const a = 1\n// no\nexport function b() {}\n/* no */\nexport type C = 1` },
    at: [1, 3, 5].map((line) => `${load}:${line}`),
  },
  {
    rule: undocumentedExports,
    what: 'a docstring that belongs to what comes before',
    files: { [load]: `/** a */\nconst a = 1\nexport class B {}` },
    at: [`${load}:3`],
  },
  {
    rule: undocumentedExports,
    what: 'a declaration that is exported by a list',
    files: { [load]: `const a = 1\nexport { a }` },
    at: [`${load}:1`],
  },
  { rule: defaultExports, what: 'a default export', files: { [load]: `export default 1` }, at: [`${load}:1`] },
]

for (const { rule, what, files, at } of caught)
  test(`${rule.name}() catches ${what}`, () => {
    assert.deepEqual(
      rule(parse(files)).map(({ path, line }) => `${path}:${line}`),
      at,
    )
  })

const passed: readonly { readonly rule: Rule; readonly what: string; readonly files: Files }[] = [
  {
    rule: roomBreaches,
    what: 'earlier rooms, libraries and Node',
    files: { [load]: `import '../model/index.ts'\nimport '../plugin.ts'\nimport 'yaml'\nimport 'node:fs'` },
  },
  {
    rule: roomBreaches,
    what: 'what the outer packages are for',
    files: { [sql]: `import '@backout/core/plugin'`, [cli]: `import '@backout/core/load'\nimport '@backout/plugins/sql'` },
  },
  {
    rule: folderBreaches,
    what: 'earlier folders, shared files, and entries that import all of it',
    files: {
      [unit]: `import '../effects.ts'\nimport '../journal/b.ts'\nimport './c.ts'`,
      [entry]: `import './unit/a.ts'\nimport './other.ts'`,
    },
  },
  {
    rule: importCycles,
    what: 'a diamond',
    files: {
      [load]: `import './b.ts'\nimport './c.ts'`,
      'packages/core/src/load/b.ts': `import './c.ts'`,
      'packages/core/src/load/c.ts': '',
    },
  },
  {
    rule: globalsInCore,
    what: 'members and keys of such names',
    files: { [load]: `export const a = { process: 1, console() {} }\na.process\ninterface B { process: string; console(): void }` },
  },
  { rule: globalsInCore, what: 'the command line', files: { [cli]: `process.exitCode = 1` } },
  {
    rule: undocumentedExports,
    what: 'docstrings, overloads and directives',
    files: {
      [load]: `/** a */\nexport function a(x: 1): 1\nexport function a(x: 2): 2\nexport function a(x: number) { return x }\n/** b */\n// oxlint-disable-next-line x\nexport const b = 1`,
    },
  },
  { rule: undocumentedExports, what: 're-exports', files: { [load]: `export * from './b.ts'\nexport { c } from './c.ts'` } },
  { rule: defaultExports, what: 'commands', files: { 'packages/cli/src/commands/run.ts': `export default class Run {}` } },
]

for (const { rule, what, files } of passed)
  test(`${rule.name}() passes ${what}`, () => {
    assert.deepEqual(rule(parse(files)), [])
  })

test('fileSizes() gives the median and the ninth of ten', () => {
  const sources = [10, 20, 30, 40, 50, 60, 70, 80, 90, 1000].map((lines, index) => parseSource(`${index}.ts`, '\n'.repeat(lines)))
  assert.deepEqual(fileSizes(sources), {
    count: 10,
    median: 50,
    ninety: 90,
    longest: ['1000 9.ts', '90 8.ts', '80 7.ts', '70 6.ts', '60 5.ts', '50 4.ts', '40 3.ts', '30 2.ts'],
  })
})

test('functionSizes() counts declarations, methods and functions with a name, but no callbacks', () => {
  const text = `function a() {\n}\nconst b = () => {\n\n}\nclass C {\n  d() {\n\n\n  }\n}\nconst e = { f() {} }\n;[].map(() => {\n\n\n\n\n})`
  assert.deepEqual(functionSizes([parseSource('a.ts', text)]).longest, ['4 a.ts:7', '3 a.ts:3', '2 a.ts:1', '1 a.ts:12'])
})

test('machinePaths() catches a home folder and passes what only looks like one', () => {
  const text = `/home/alice/plan\nservices/home/x\n/homes/x\n\${root}/work/x\n"/root/.npmrc"\nhttps://example.com/home/x`
  assert.deepEqual(
    machinePaths([{ path: 'a.md', text }]).map(({ line }) => line),
    [1, 5],
  )
})

test('missingFromLock() catches an optional package that the lock does not hold', () => {
  const packages = {
    'node_modules/a': { optionalDependencies: { b: '1', c: '1', d: '1' } },
    'node_modules/b': {},
    'node_modules/a/node_modules/c': {},
  }
  assert.deepEqual(
    missingFromLock({ packages }).map(({ message }) => message.slice(0, 3)),
    ['"d"'],
  )
})

test('missingPeers() catches a library without what it wants beside it', () => {
  const packages = {
    'packages/ours': { dependencies: { a: '1', b: '1', whole: '1' } },
    'packages/other': { dependencies: { a: '1', peer: '1' } },
    'node_modules/a': { peerDependencies: { peer: '1', spare: '1' }, peerDependenciesMeta: { spare: { optional: true } } },
    'node_modules/b': { dependencies: { a: '1' } },
  }
  assert.deepEqual(
    missingPeers({ packages }).map(({ path, message }) => `${path}: ${message.split(' ')[0]}`),
    ['packages/ours/package.json: "peer"'],
  )
})

function parse(files: Files): readonly Source[] {
  return Object.entries(files).map(([path, text]) => parseSource(path, text))
}
