import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, test, type TestContext } from 'node:test'
import { planText, repository, writes } from '../repository.ts'

const recorder = `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { appendFileSync(process.env.BACKOUT_TEST_LOADED, url + '\\n'); return next(url, context) } })
`

interface Package {
  readonly dependencies: object
}

/** Built-in modules that take milliseconds to load. */
const slow = ['node:child_process', 'node:perf_hooks', 'node:readline']

/** Every library that one of the packages depends on, but for the framework of the command line itself. */
const libraries = ['core', 'plugins', 'cli']
  .flatMap((name) =>
    Object.keys(
      (JSON.parse(readFileSync(new URL(`../../../packages/${name}/package.json`, import.meta.url), 'utf8')) as Package).dependencies,
    ),
  )
  .filter((library) => library !== '@oclif/core' && !library.startsWith('@backout/'))

describe('No library is loaded that the command does not use:', { concurrency: 4 }, () => {
  for (const [args, used] of [
    [['--version'], []],
    [['run', '--help'], []],
    [['nonsense'], []],
    [['plugins'], []],
    [['schema'], []],
    [
      ['status', 'x'],
      ['yaml', 'canonicalize'],
    ],
    [['resume', '--due'], []],
    [
      ['validate', 'plans/a.plan.yaml'],
      ['yaml', 'canonicalize'],
    ],
    [['status'], ['yaml', 'canonicalize']],
    [
      ['show', 'a'],
      ['yaml', 'canonicalize'],
    ],
    [
      ['preview', 'a'],
      ['yaml', 'canonicalize', 'diff'],
    ],
    [
      ['run', 'a'],
      ['yaml', 'canonicalize', 'execa'],
    ],
    [['audit'], []],
  ] as const)
    test(`plan ${args.join(' ')} loads ${used.join(' and ') || 'none'}`, async (t) => {
      const loaded = librariesIn(await loadedBy(t, args))
      assert.deepEqual([...new Set(libraries)].filter((library) => loaded.has(library)).toSorted(), [...used].toSorted())
    })

  for (const args of [['--version'], ['resume', '--due'], ['validate', 'plans/a.plan.yaml'], ['show', 'a']])
    test(`plan ${args.join(' ')} loads no built-in module that is slow to load`, async (t) => {
      const loaded = await loadedBy(t, args)
      assert.deepEqual(
        slow.filter((name) => loaded.includes(name)),
        [],
      )
    })
})

/** The URLs of all modules that a command loads. */
async function loadedBy(t: TestContext, args: readonly string[]): Promise<readonly string[]> {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
  const log = join(repo.root, '.git/loaded')
  writeFileSync(log, '')
  writeFileSync(join(repo.root, '.git/recorder.mjs'), recorder)
  const hook = `--import=${pathToFileURL(join(repo.root, '.git/recorder.mjs')).href}`
  await repo.plan(args, { NODE_OPTIONS: hook, BACKOUT_TEST_LOADED: log })
  return readFileSync(log, 'utf8').trimEnd().split('\n')
}

/** By the folder that a module was installed in, or the chunk of the bundle that it is part of. */
function librariesIn(loaded: readonly string[]): ReadonlySet<string> {
  return new Set(
    loaded.flatMap((url) => {
      const installed = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1]
      const inlined = /\/bundle\/chunks\/(yaml|execa)-/.exec(url)?.[1]
      return [installed, inlined].filter((name) => name !== undefined)
    }),
  )
}
