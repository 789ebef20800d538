import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

const room = new URL('../../../packages/core/src/expression/index.ts', import.meta.url).href

/** Runs code in a process of its own, and tells whether it loaded the CEL library. */
function loadsLibrary(code: string): boolean {
  const script = `import { createRequire } from 'node:module'
    import { checkExpression, expressionsIn, loadEvaluator, namesIn } from ${JSON.stringify(room)}
    const declared = { inputs: { batch: { type: 'integer' } }, steps: new Map(), outputs: {}, expects: 'condition' }
    ${code}
    const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('bufbuild'))
    console.log(loaded)`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).trim() === 'true'
}

test('checkExpression() and namesIn() do not load the CEL library for everyday expressions', () => {
  const everyday = [
    'outputs.value == 0',
    "environment != 'local'",
    'int(outputs.body.schema) >= 12',
    'double(outputs.body.data.result[0].value[1]) < 0.01',
    'has(steps.a.outputs.x) || size(outputs.rows) > inputs.batch',
  ]
  assert.equal(loadsLibrary(`for (const one of ${JSON.stringify(everyday)}) { namesIn(one); checkExpression(one, declared) }`), false)
})

test('expressionsIn() does not load the CEL library', () =>
  assert.equal(loadsLibrary("expressionsIn({ a: '${{ inputs.batch }}' })"), false))

test('loadEvaluator() loads the CEL library', () => assert.equal(loadsLibrary('await loadEvaluator()'), true))
