import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { loadPlanFile } from '@backout/core/load'
import type { Diagnostic, Json } from '@backout/core/model'
import { applyFixes, validatePlan } from '@backout/core/validate'
import { builtins } from '@backout/plugins'
import { type Holder, placesIn, wholePlan } from '../../support/whole-plan.ts'

/** A mistake as people make them, at one place. */
const mistake = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom('misspelt key', 'misspelt text', 'old boolean', 'bare number', 'quoted number', 'no list', 'no value', 'no scope'),
  at: fc.nat({ max: 20 }),
})
type Mistake = typeof mistake extends fc.Arbitrary<infer M> ? M : never

const style = fc.record({
  as: fc.constantFrom('block', 'flow', 'JSON', 'JSON in lines'),
  texts: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  first: fc.constantFrom('', '\ufeff', '# a comment\n'),
})
type Style = typeof style extends fc.Arbitrary<infer S> ? S : never

test('Law: a fix takes away what it was offered for, breaks no YAML, and of all fixes none is left in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mistake, { minLength: 1, maxLength: 3 }), style, async (mistakes, how) => {
      const before = written(withMistakes(mistakes), how)
      const found = await check(before)
      for (const one of found.filter(({ fix }) => fix)) {
        const after = await check(applyFixes(before, [one.fix!]))
        assert.ok(countOf(one, after) < countOf(one, found), `${one.fix!.title} leaves ${one.message} in\n${before}`)
        assert.ok(yamlIn(after) <= yamlIn(found), `${one.fix!.title} breaks\n${before}`)
      }
      assert.ok(await canBeFixed(before), `There is always something to fix in\n${before}`)
    }),
    { numRuns: 150 },
  )
})

/** Whether no fix is left after a few rounds. */
async function canBeFixed(before: string): Promise<boolean> {
  let text = before
  for (let round = 0; round < 10; round++) {
    const fixes = (await check(text)).flatMap(({ fix }) => fix ?? [])
    if (fixes.length === 0) return true
    text = applyFixes(text, fixes)
  }
  return false
}

function withMistakes(mistakes: readonly Mistake[]): Json {
  const plan = structuredClone(wholePlan)
  for (const { place, kind, at } of mistakes) {
    const places = placesIn(plan)
    const [holder, key] = places[place % places.length]!
    const value = holder[key]!
    if (kind === 'misspelt key' && !Array.isArray(holder)) rename(holder, key, misspelt(key, at))
    else if (kind === 'misspelt text' && typeof value === 'string') holder[key] = misspelt(value, at)
    else if (kind === 'old boolean' && typeof value === 'boolean') holder[key] = value ? 'yes' : 'off'
    else if (kind === 'bare number' && typeof value === 'string') holder[key] = at
    else if (kind === 'quoted number' && typeof value === 'number') holder[key] = String(value)
    else if (kind === 'no list' && Array.isArray(value)) holder[key] = value[0] ?? null
    else if (kind === 'no value') holder[key] = null
    else if (kind === 'no scope') delete (plan as { scope?: Holder }).scope?.[['files', 'databases', 'services', 'commands'][at % 4]!]
  }
  return plan
}

/** Two neighbours change places. */
function misspelt(word: string, at: number): string {
  const place = at % Math.max(1, word.length - 1)
  return word.slice(0, place) + (word[place + 1] ?? 'x') + (word[place] ?? '') + word.slice(place + 2)
}

function rename(holder: Holder, key: string, name: string): void {
  const entries = Object.entries(holder)
  for (const [each] of entries) delete holder[each]
  for (const [each, item] of entries) holder[each === key ? name : each] = item
}

function written(plan: Json, { as, texts, indent, indentSeq, lineEnd, first }: Style): string {
  if (as === 'JSON') return JSON.stringify(plan)
  if (as === 'JSON in lines') return first + JSON.stringify(plan, null, indent).replaceAll('\n', lineEnd)
  const defaultKeyType = texts.startsWith('BLOCK') ? 'PLAIN' : texts
  const options = { indent, indentSeq, lineWidth: 60, defaultStringType: texts, defaultKeyType, collectionStyle: as } as const
  return first + stringify(plan, options).replaceAll('\n', lineEnd)
}

async function check(text: string): Promise<readonly Diagnostic[]> {
  const document = loadPlanFile({ path: 'p.yaml', text: Buffer.from(text) })
  return (await validatePlan(document, { plugins: builtins, readFile: () => undefined })).diagnostics
}

function countOf({ code, message }: Diagnostic, all: readonly Diagnostic[]): number {
  return all.filter((one) => one.code === code && one.message === message).length
}

function yamlIn(all: readonly Diagnostic[]): number {
  return all.filter(({ code }) => code.startsWith('yaml-')).length
}
