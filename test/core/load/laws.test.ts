import { pointTo } from '@backout/core/model'
import assert from 'node:assert/strict'
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { Parser, parseDocument, stringify } from 'yaml'
import { loadPlanFile, valueAt } from '@backout/core/load'
import { QuietParser } from '../../../packages/core/src/load/yaml/quiet-parser.ts'
import { readsYaml, withoutGenerators } from '../../../scripts/lighter-yaml.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../../..')
const fixtures = globSync('test/fixtures/validate/*/*.yaml', { cwd: root })

/** Pieces that YAML is made of, so that random texts come near to what people write. */
const piece = fc.constantFrom(
  'a',
  'b c',
  '1',
  '-0',
  ': ',
  ':',
  '- ',
  '-',
  '? ',
  '\n',
  '\r\n',
  '  ',
  '    ',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ', ',
  ',',
  '"',
  "'",
  '# ',
  '#',
  '&x ',
  '*x',
  '*',
  '!',
  '!x ',
  '!!str ',
  '|',
  '|-\n',
  '>+2\n',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '%X\n',
  '<<: ',
  '__proto__: ',
  '${{ x }}',
  '$${{',
  '@',
  '`',
  '\\',
  '\ufeff',
  'é',
  '\u2028',
  '😀',
  'id: ',
  'steps:\n  - ',
  'sql: select a, b',
)
const yamlText = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

test('Law: random bytes never crash the loader', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => holds(bytes)),
    { numRuns: 2000 },
  )
})

test('Law: random YAML never crashes the loader, and every diagnostic lies in the file', () => {
  fc.assert(fc.property(yamlText, holds), { numRuns: 4000 })
})

test('Law: a plan with one piece changed never crashes the loader', () => {
  const [plan] = fixtures.filter((path) => path.includes('the-example')).map((path) => readFileSync(path, 'utf8'))
  const change = fc.tuple(fc.nat(plan!.length), fc.nat(12), piece)
  fc.assert(
    fc.property(change, ([at, length, text]) => holds(plan!.slice(0, at) + text + plan!.slice(at + length))),
    { numRuns: 1500 },
  )
})

test('Law: the loader reads what yaml writes, with every place in the file', () => {
  const scalar = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('a b', 'x: y', '# z', "it's", 'l\nm\n', ' n', '${{ o }}'),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z~/]{1,4}$/), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      fc.boolean(),
      (value, isFlow) => {
        const text = stringify(value, { collectionStyle: isFlow ? 'flow' : 'any', lineWidth: 0 })
        const document = loadPlanFile({ path: 'p', text })
        if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(text)) return
        assert.deepEqual(document.diagnostics, [])
        assert.deepEqual(document.value, JSON.parse(JSON.stringify(value)))
        for (const pointer of pointersOf(value)) {
          const { start, end } = document.rangeOf(pointer)
          const known = valueAt(value, pointer)
          if (typeof known === 'number' || typeof known === 'boolean') assert.equal(parseDocument(text.slice(start, end)).toJS(), known)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test("Law: the parser reads every text exactly as yaml's own does, also where it is bundled without generators", async (t) => {
  const { QuietParser: Bundled } = await bundledParser(t)
  const same = (text: string): void => {
    const expected = [...new Parser().parse(text)]
    assert.deepEqual([...new QuietParser().parse(text)], expected)
    assert.deepEqual([...new Bundled().parse(text)], expected)
  }
  for (const path of fixtures) same(readFileSync(path, 'utf8'))
  fc.assert(fc.property(yamlText, same), { numRuns: 4000 })
  assert.ok(Array.isArray(new Bundled().parse('a: 1')))
  assert.throws(() => [...new Bundled().parse('['.repeat(200))], /100 levels/)
})

/** Our parser and the library, changed as in the bundle. */
async function bundledParser(t: TestContext): Promise<{ readonly QuietParser: typeof QuietParser }> {
  const folder = temporaryFolder(t)
  const library = join(folder, 'node_modules/yaml')
  cpSync(join(root, 'node_modules/yaml'), library, { recursive: true })
  for (const file of globSync('dist/**/*.js', { cwd: library })) bundle(join(library, file), join(library, file))
  bundle(join(root, 'packages/core/src/load/yaml/quiet-parser.ts'), join(folder, 'quiet-parser.ts'))
  return (await import(join(folder, 'quiet-parser.ts'))) as { readonly QuietParser: typeof QuietParser }
}

function bundle(from: string, to: string): void {
  const code = readFileSync(from, 'utf8')
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, readsYaml(from) ? withoutGenerators(code) : code)
}

function holds(text: string | Uint8Array): void {
  const document = loadPlanFile({ path: 'p', text })
  const { length } = document.text
  for (const { at, code, message, fix } of document.diagnostics) {
    assert.ok(
      at && at.start >= 0 && at.start <= at.end && at.start <= length + 1 && at.line >= 1 && at.column >= 1,
      `${code} ${message} ${JSON.stringify(at)}`,
    )
    for (const edit of fix?.edits ?? []) assert.ok(edit.start >= 0 && edit.start < edit.end && edit.end <= length)
  }
  if (document.value !== undefined) JSON.stringify(document.value)
}

function pointersOf(value: unknown, pointer = ''): readonly string[] {
  if (value === null || typeof value !== 'object') return [pointer]
  return [pointer, ...Object.entries(value).flatMap(([key, item]) => pointersOf(item, pointTo(pointer, key)))]
}
