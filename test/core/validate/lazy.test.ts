import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../../..')

for (const [what, compiled, hasAjv] of [
  ['neither ajv nor CEL for a plan of built-in step types and everyday expressions', 'validators', false],
  ['ajv for step types whose schemas were not compiled beforehand', 'undefined', true],
] as const)
  test(`validatePlan() loads ${what}`, () => {
    const script = `
      import { registerHooks } from 'node:module'
      const loaded = new Set()
      registerHooks({ resolve: (specifier, context, next) => { const found = next(specifier, context); loaded.add(found.url); return found } })
      const { loadPlanFile } = await import('@backout/core/load')
      const { validatePlan } = await import('@backout/core/validate')
      const { builtins } = await import('@backout/plugins')
      const { validators } = await import('@backout/plugins/validators')
      const { mixedPlan } = await import('./bench/plans.ts')
      const document = loadPlanFile({ path: 'plan.yaml', text: mixedPlan(9) })
      const { ok, diagnostics } = await validatePlan(document, { plugins: builtins, compiled: ${compiled}, readFile: () => undefined })
      const libraries = [...loaded].flatMap((url) => url.match(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/)?.[1] ?? [])
      console.log(JSON.stringify({ ok, diagnostics, libraries: [...new Set(libraries)] }))`
    const args = ['--conditions=backout-source', '--input-type=module', '-e', script]
    const out = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    const { ok, diagnostics, libraries } = JSON.parse(out) as { ok: boolean; diagnostics: unknown; libraries: readonly string[] }
    assert.deepEqual({ ok, diagnostics }, { ok: true, diagnostics: [] })
    assert.ok(libraries.includes('yaml'))
    assert.equal(libraries.includes('ajv'), hasAjv)
    assert.equal(libraries.includes('@bufbuild/cel'), false)
  })
