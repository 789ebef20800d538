import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { decideIn, loadEvaluator } from '@backout/core/expression'
import { loadPlanFile, loadProjectFile } from '@backout/core/load'
import { durationOf, durationPattern, PlanError } from '@backout/core/model'
import { validatePlan, validateProject } from '@backout/core/validate'
import { ancestryOf } from '../../../packages/core/src/model/plan/ancestry.ts'
import { fakePlugins } from '../../support/fake-plugins.ts'

const folder = join(import.meta.dirname, '../../fixtures/validate')
const design = readFileSync(join(folder, 'the-example-of-the-design/plan.yaml'), 'utf8')
const project = readFileSync(join(folder, 'the-example-of-the-design/backout.yaml'), 'utf8')

const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })
const word = fc.constantFrom(
  'id',
  'uses',
  'with',
  'needs',
  'if',
  'assert',
  'rollback',
  'none',
  'forEach',
  'retry',
  'metadata',
  'steps',
  'scope',
  'name',
  'sql',
  'connection',
  'driver',
  'toString',
  'constructor',
  '',
)

test('Law: no value where a plan is expected makes validation throw', async () => {
  const plan = fc.record(
    {
      apiVersion: fc.constant('backout/v1'),
      kind: fc.constant('MigrationPlan'),
      metadata: json,
      environments: json,
      connections: json,
      scope: json,
      inputs: json,
      steps: json,
      invariants: json,
      signOffs: json,
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fc.oneof(json, plan), (value) => isTold(JSON.stringify(value))),
    { numRuns: 400 },
  )
})

test('Law: no value in place of any part of a plan makes validation throw', async () => {
  const pointers = pointersOf(loadPlanFile({ path: 'p', text: design }).value)
  const replaced = fc.tuple(
    fc.constantFrom(...pointers),
    fc.oneof(json, fc.dictionary(word, json), fc.array(word), fc.constantFrom('${{ inputs.batch }}', '${{', 'expand', 'file/write')),
  )
  await fc.assert(
    fc.asyncProperty(replaced, ([pointer, value]) =>
      isTold(JSON.stringify(withPart(loadPlanFile({ path: 'p', text: design }).value, pointer, value))),
    ),
    { numRuns: 1500 },
  )
})

test('Law: no value in place of any part of a project makes validation throw', async () => {
  const { value } = loadProjectFile({ path: 'p', text: project })
  const replaced = fc.tuple(fc.constantFrom(...pointersOf(value)), fc.oneof(json, fc.dictionary(word, json)))
  await fc.assert(
    fc.asyncProperty(replaced, async ([pointer, part]) => {
      const document = loadProjectFile({ path: 'p', text: JSON.stringify(withPart(value, pointer, part)) })
      const found = await validateProject(document, { plugins: fakePlugins, engineVersion: '1.0.0' })
      assert.ok(found.ok || found.diagnostics.length > 0)
    }),
    { numRuns: 500 },
  )
})

const name = fc.constantFrom("'local'", "'production'", 'environment', "''", 'true')
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(name, fc.constantFrom('==', '!='), name).map((parts) => parts.join(' ')),
    fc.tuple(name, fc.array(name, { maxLength: 3 })).map(([one, others]) => `${one} in [${others.join(', ')}]`),
    fc.constantFrom('true', 'false', 'inputs.dry', 'has(inputs.dry)', "inputs.name == 'x'"),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([a, sign, b]) => `(${a}) ${sign} (${b})`),
    tie('condition').map((one) => `!(${one})`),
  ),
}))

test('Law: what is decided by the environment alone is what CEL gives, whatever the inputs', async () => {
  const evaluator = await loadEvaluator()
  fc.assert(
    fc.property(condition, fc.constantFrom('local', 'production', 'staging'), fc.boolean(), (expression, environment, dry) => {
      const decided = decideIn(environment, expression)
      if (decided === undefined) return
      const scope = {
        inputs: { dry, name: 'y' },
        environment,
        secrets: () => undefined,
        steps: new Map(),
        run: { id: 'r', startedAt: '2026-01-01T00:00:00Z' },
      }
      try {
        assert.equal(evaluator.test(expression, scope).holds, decided)
      } catch (thrown) {
        if (!(thrown instanceof PlanError)) throw thrown // an expression of the wrong types has no value at all
      }
    }),
    { numRuns: 1500 },
  )
})

test('Law: a step is before another exactly if a way of needs leads from one to the other', () => {
  const needs = fc
    .integer({ min: 1, max: 70 })
    .chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.option(fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: index === 0 ? 0 : 3 }), { nil: undefined }),
        ),
      ),
    )
  fc.assert(
    fc.property(needs, (graph: readonly (readonly number[] | undefined)[]) => {
      const ancestry = ancestryOf(graph)
      for (const later of graph.keys()) {
        const before = waysFrom(later, graph)
        assert.deepEqual(
          [...graph.keys()].filter((one) => ancestry.isBefore(one, later)),
          before,
        )
        assert.deepEqual(
          ancestry.besides(later),
          [...Array(later).keys()].filter((one) => !before.includes(one)),
        )
      }
    }),
    { numRuns: 300 },
  )
})

test('Law: the pattern of durations accepts what can be read as one, and nothing else', () => {
  const pattern = new RegExp(durationPattern)
  const duration = fc.oneof(
    fc
      .tuple(fc.constantFrom('0', '5', '1.5', '', '-1', '1e3', ' 1'), fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w', '', ' s'))
      .map((parts) => parts.join('')),
    fc.string({ maxLength: 5 }),
  )
  fc.assert(
    fc.property(duration, (text) => {
      const isRead = (() => {
        try {
          return durationOf(text) >= 0
        } catch {
          return false
        }
      })()
      assert.equal(pattern.test(text), isRead)
    }),
  )
})

async function isTold(text: string): Promise<void> {
  const document = loadPlanFile({ path: 'p', text })
  const found = await validatePlan(document, { plugins: fakePlugins, readFile: () => undefined, others: [] })
  assert.ok(found.ok || found.diagnostics.length > 0)
  for (const { at } of found.diagnostics) assert.ok(at && at.start <= document.text.length)
}

function pointersOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => pointersOf(item, [...path, key]))]
}

function withPart(value: unknown, path: readonly string[], part: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return part
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? withPart(item, rest, part) : item))
  return { ...(value as object), [key]: withPart((value as { readonly [key: string]: unknown })[key], rest, part) }
}

function waysFrom(step: number, graph: readonly (readonly number[] | undefined)[]): readonly number[] {
  const found = new Set<number>()
  const visit = (one: number): void => {
    for (const need of graph[one] ?? Array(one).keys()) {
      if (found.has(need)) continue
      found.add(need)
      visit(need)
    }
  }
  visit(step)
  return [...found].toSorted((a, b) => a - b)
}
