import assert from 'node:assert/strict'
import { symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Value } from '@backout/core/plugin'
import { expandReplacement } from '../../../packages/plugins/src/file/replace/pattern.ts'
import { requiredLiteral } from '../../../packages/plugins/src/file/replace/required-literal.ts'
import { fileReplace } from '../../../packages/plugins/src/file/replace.ts'
import { benchStep, readTree, type StepBench, type Tree } from '../../support/bench-step.ts'

type Input = { readonly [name: string]: Value }

const bench = (input: Input, tree: Tree, more = {}): Promise<StepBench> =>
  benchStep('file/replace', { with: input, scope: { files: ['**'] }, tree, ...more })

/** One file's content after the step. */
async function replaced(content: string | Uint8Array, input: Input): Promise<string> {
  await using step = await bench(input, { 'a.txt': content })
  await step.apply()
  return (await readTree(step.root))['a.txt']!.slice(4)
}

const latin = (text: string): string => Buffer.from(text).toString('latin1')

/** Makes a file of so many bytes, all zero, that takes no room. */
async function truncateTo(path: string, bytes: number): Promise<void> {
  await writeFile(path, '')
  await truncate(path, bytes)
}

describe('file/replace', () => {
  for (const { does, content, input, gives } of [
    { does: 'replaces a text literally', content: 'a.b a+b $1', input: { find: 'a.b', replace: '$1' }, gives: '$1 a+b $1' },
    { does: 'replaces from left to right, none inside another', content: 'aaaa', input: { find: 'aa', replace: 'b' }, gives: 'bb' },
    { does: 'can remove', content: 'a-b-c', input: { find: '-', replace: '' }, gives: 'abc' },
    { does: 'does not look at what it put in', content: 'a', input: { find: 'a', replace: 'aa' }, gives: 'aa' },
    { does: 'keeps a missing final line feed', content: 'a\nb', input: { find: 'a', replace: 'c' }, gives: 'c\nb' },
    { does: 'keeps CR LF, and writes it', content: 'a\r\nb\r\n', input: { find: 'a', replace: 'x\ny' }, gives: 'x\r\ny\r\nb\r\n' },
    { does: 'finds line feeds at CR LF', content: 'a\r\nb\r\nc\r\n', input: { find: 'a\nb', replace: 'x' }, gives: 'x\r\nc\r\n' },
    {
      does: 'writes CR LF as it is written into a file that ends all lines so',
      content: 'a\r\nb\r\n',
      input: { pattern: '^b$', replace: 'x\r\ny\nz' },
      gives: 'a\r\nx\r\ny\r\nz\r\n',
    },
    { does: 'takes CR LF as it is written', content: 'a\r\nb', input: { find: 'a\r\nb', replace: 'x\ny' }, gives: 'x\ny' },
    { does: 'leaves mixed line ends alone', content: 'a\r\nb\nc', input: { find: 'b', replace: 'x\ny' }, gives: 'a\r\nx\ny\nc' },
    { does: 'keeps an encoding mark', content: '\ufeffa', input: { find: 'a', replace: 'b' }, gives: latin('\ufeffb') },
    {
      does: 'stands behind an encoding mark with ^',
      content: '\ufeffa',
      input: { pattern: '^', replace: '> ' },
      gives: latin('\ufeff> a'),
    },
    {
      does: 'keeps an encoding mark and CR LF',
      content: '\ufeffa\r\nä\r\n',
      input: { pattern: '^', replace: '-\n' },
      gives: latin('\ufeff-\r\na\r\n-\r\nä\r\n-\r\n'),
    },
    { does: 'takes an encoding mark away when asked to', content: '\ufeffa', input: { find: '\ufeff', replace: '' }, gives: 'a' },
    { does: 'finds an encoding mark by its escape', content: '\ufeffa', input: { pattern: '^\\uFEFF', replace: '' }, gives: 'a' },
    { does: 'knows characters of several bytes', content: 'ä€😀x😀', input: { find: 'x', replace: '€' }, gives: latin('ä€😀€😀') },
    { does: 'matches at every line', content: 'a1\na2', input: { pattern: '^a(\\d)$', replace: 'b$1' }, gives: 'b1\nb2' },
    {
      does: 'matches at every line that ends with CR LF',
      content: 'a1\r\na2\r\n',
      input: { pattern: '^a(\\d)$', replace: 'b$1' },
      gives: 'b1\r\nb2\r\n',
    },
    {
      does: 'keeps CR LF where the pattern has a backslash before an r',
      content: 'C:\\rest\r\nb\r\n',
      input: { pattern: '\\\\rest$', replace: '\n' },
      gives: 'C:\r\n\r\nb\r\n',
    },
    ...['\\r', '\\x0D', '\\u000d', '\\u{d}', '\\cM'].map((escape) => ({
      does: `takes CR LF as it is written with ${escape}`,
      content: 'a\r\nb\r\n',
      input: { pattern: `a${escape}\\nb`, replace: 'x\ny' },
      gives: 'x\ny\r\n',
    })),
    { does: 'matches line feeds at CR LF', content: 'a\r\nb\r\nc', input: { pattern: 'a\\nb', replace: '-' }, gives: '-\r\nc' },
    {
      does: 'matches blank lines at CR LF',
      content: 'a\r\n\r\n\r\nb\r\n',
      input: { pattern: '\\n{2,}', replace: '\n' },
      gives: 'a\r\nb\r\n',
    },
    {
      does: 'fills in named groups',
      content: 'Doe, Jane',
      input: { pattern: '(?<last>\\w+), (?<first>\\w+)', replace: '$<first> $<last>' },
      gives: 'Jane Doe',
    },
    { does: 'fills in the whole match, and dollar signs', content: 'a', input: { pattern: 'a', replace: '$$[$&]$0$2' }, gives: '$[a]$0$2' },
    { does: 'ignores case where the pattern says so', content: 'Foo foo', input: { pattern: '(?i:foo)', replace: 'x' }, gives: 'x x' },
    { does: 'takes an emoji as one character', content: 'a😀b', input: { pattern: 'a.b', replace: 'x' }, gives: 'x' },
    {
      does: 'inserts nothing into the middle of an emoji',
      content: 'a😀',
      input: { pattern: '\\B', replace: '-' },
      gives: latin('a😀-'),
    },
    { does: 'inserts where a pattern matches nothing', content: 'a\nb', input: { pattern: '^', replace: '> ' }, gives: '> a\n> b' },
    { does: 'is right about lookbehind', content: 'ab cb', input: { pattern: '(?<=a)b', replace: 'x' }, gives: 'ax cb' },
  ]) {
    test(`file/replace ${does}`, async () => assert.equal(await replaced(content, input as Input), gives))
  }

  test('file/replace leaves what is not text as it is, byte for byte, and says so', async () => {
    const tree = {
      'a.txt': 'old',
      'latin1.txt': new Uint8Array([...Buffer.from('old '), 0xe9]),
      'nul.bin': 'old\0old',
      'other.bin': new Uint8Array([0, 1]),
    }
    await using step = await bench({ find: 'old', replace: 'new' }, tree)
    const notes: string[] = []
    const context = { ...step.stage.context('write'), note: (text: string) => notes.push(text) }
    for await (const change of fileReplace.changes(step.stage.input as never, context, {})) await fileReplace.apply(change.unit, context)
    const after = await readTree(step.root)
    assert.deepEqual(after, { 'a.txt': '644 new', 'latin1.txt': '644 old \xe9', 'nul.bin': '644 old\0old', 'other.bin': '644 \0\x01' })
    assert.deepEqual(notes, ['latin1.txt is not UTF-8 text, and is left as it is', 'nul.bin is not UTF-8 text, and is left as it is'])
  })

  for (const { what, content, path } of [
    { what: 'is not text', content: 'old\0', path: 'b' },
    { what: 'is not text, by another spelling', content: 'old\0', path: './b' },
    { what: 'is UTF-16, so that nothing would be found', content: Buffer.from('\uFEFFold', 'utf16le'), path: 'b' },
  ]) {
    test(`file/replace refuses a file that is named and ${what}`, async () => {
      await using step = await bench({ paths: [path], find: 'old', replace: 'new' }, { b: content })
      await assert.rejects(step.apply(), { code: 'failed', message: /b": it is not UTF-8 text/ })
    })
  }

  for (const whole of ['.', './']) {
    test(`file/replace takes "${whole}" for the whole tree`, async () => {
      await using step = await bench({ paths: [whole], find: 'old', replace: 'new' }, { a: 'old', 'b/c': 'old' })
      await step.apply()
      assert.deepEqual(await readTree(step.root), { a: '644 new', 'b/': '755', 'b/c': '644 new' })
    })
  }

  test('file/replace leaves a file out in which its replacements cancel each other out', async () => {
    await using step = await bench({ pattern: '^x|(?<=(x))$', replace: '$1' }, { a: 'xx', b: 'xy', c: 'xyx' })
    assert.deepEqual(
      (await step.changes()).map(({ title }) => title),
      ['2 files: b … c'],
    )
    await step.output(await step.apply())
    assert.deepEqual(await readTree(step.root), { a: '644 xx', b: '644 y', c: '644 yxx' })
  })

  for (const { what, ...input } of [
    { what: 'all that is around each match', pattern: 'a', replace: "$`$'" },
    { what: 'a long text for each match', pattern: 'a', replace: 'b'.repeat(10_000) },
  ]) {
    test(`file/replace fails where ${what} would fill the memory`, async () => {
      await using step = await bench(input, { 'a.txt': 'a'.repeat(10_000), 'b.txt': 'a'.repeat(10_000) })
      await assert.rejects(step.apply(), { code: 'failed', message: 'Cannot replace in "b.txt": more than 128 MiB would be put there' })
    })
  }

  test('file/replace refuses a file that is named and not there', async () => {
    await using step = await bench({ paths: ['b'], find: 'old', replace: 'new' }, {})
    await assert.rejects(step.apply(), { code: 'missing', message: /"b"/ })
  })

  test('file/replace says of symbolic links that they are left', async () => {
    await using step = await bench(
      { find: 'old', replace: 'new' },
      { 'a.txt': 'old' },
      { given: ({ root }: { readonly root: string }) => symlink('a.txt', join(root, 'l')) },
    )
    await step.apply()
    assert.deepEqual(await readTree(step.root), { 'a.txt': '644 new', l: '-> a.txt' })
  })

  test('file/replace passes over a file that is larger than any text can be, and by its start is none', async () => {
    const given = ({ root }: { readonly root: string }) => truncateTo(join(root, 'image'), 600 * 1024 * 1024)
    await using step = await bench({ find: 'old', replace: 'new' }, { 'a.txt': 'old' }, { given })
    assert.deepEqual(await step.output(await step.apply()), { files: 1, replacements: 1 })
    await using named = await bench({ paths: ['image'], find: 'old', replace: 'new' }, {}, { given })
    await assert.rejects(named.apply(), { code: 'failed', message: 'Cannot replace in "image": it is not UTF-8 text' })
  })

  test('file/replace gives the number of files and replacements', async () => {
    await using step = await bench({ find: 'x', replace: 'y' }, { a: 'xx', b: 'x', c: '' })
    assert.deepEqual(await step.output(await step.apply()), { files: 2, replacements: 3 })
  })

  test('file/replace counts a match that stays as it is, and changes no file for it', async () => {
    await using step = await bench({ find: 'x', replace: 'x', count: 2 }, { a: 'xx' })
    assert.deepEqual(await step.changes(), [])
  })

  for (const count of [0, 2, 4]) {
    test(`file/replace with count ${count} fails before anything is changed when there are 3`, async () => {
      await using step = await bench({ find: 'x', replace: 'y', count }, { a: 'xx', b: 'x' })
      await assert.rejects(step.apply(), { code: 'failed', message: new RegExp(`${count} were expected, 3 are there \\(a: 2, b: 1\\)`) })
      assert.deepEqual(await readTree(step.root), { a: '644 xx', b: '644 x' })
    })
  }

  test('file/replace goes on after a checkpoint, and still knows the count', async () => {
    const tree = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f/${String(i).padStart(3, '0')}`, 'x']))
    await using step = await bench({ find: 'x', replace: 'xx', count: 600 }, tree)
    const context = step.stage.context('write')
    let checkpoint: Value | undefined
    const units: number[] = []
    for (;;) {
      const from = checkpoint === undefined ? {} : { checkpoint }
      const changes = fileReplace.changes(step.stage.input as never, context, from)
      const next = await changes[Symbol.asyncIterator]().next()
      if (next.done) break
      await fileReplace.apply(next.value.unit, context)
      units.push((next.value.unit as { readonly files: readonly unknown[] }).files.length)
      checkpoint = next.value.checkpoint
    }
    assert.deepEqual(units, [256, 256, 88])
    assert.ok(Object.values(await readTree(join(step.root, 'f'))).every((file) => file === '644 xx'))
  })

  test('file/replace makes a unit of its own of a file that is larger than a pack', async () => {
    const large = `x${'.'.repeat(9 * 1024 * 1024)}`
    await using step = await bench({ find: 'x', replace: 'y' }, { a: 'x', b: large, c: 'x' })
    const before = await readTree(step.root)
    const done = await step.apply()
    assert.deepEqual(
      done.map(({ unit }) => (unit as unknown as { readonly files: readonly { readonly path: string }[] }).files.map(({ path }) => path)),
      [['a'], ['b'], ['c']],
    )
    assert.ok(done[1]!.undo.length > 1)
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })

  test('file/replace ends a pattern that would take for ever, and names the file', async () => {
    const { searchFiles, patternSearch } = await import('../../../packages/plugins/src/file/replace/search.ts')
    const { diskTree } = await import('../../../packages/plugins/src/file/tree/disk/disk-tree.ts')
    await using step = await bench({ find: 'x', replace: 'y' }, { 'ok.txt': 'aa', 'slow.txt': `${'a'.repeat(60)}!` })
    const search = { ...patternSearch('(a+)+$', 'b'), limit: 200 }
    const searching = { signal: step.stage.context('read').signal, skip: () => undefined }
    await assert.rejects(Array.fromAsync(searchFiles(diskTree(step.root), ['ok.txt', 'slow.txt'], search, searching)), {
      code: 'failed',
      message: /"slow.txt"/,
    })
  })

  for (const { uses, input } of [
    { uses: 'file/replace', input: { pattern: '(a+)+[bc]', replace: 'x' } },
    { uses: 'file/replace', input: { pattern: '(a+)+[bc]', replace: 'x', count: 1 } },
    { uses: 'file/check', input: { absent: '(a+)+[bc]' } },
  ]) {
    test(`Law: ${uses} with ${JSON.stringify(input)} stops between files once it is to`, async () => {
      const stop = new AbortController()
      const tree = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, `${'a'.repeat(17)}!`]))
      await using step = await benchStep(uses, { with: input, scope: { files: ['**'] }, tree })
      const context = { ...step.stage.context('read'), signal: stop.signal }
      const type = step.stage.type
      const work = async (): Promise<void> => {
        for await (const { unit } of type.changes(step.stage.input, context, {})) await type.apply(unit, context)
      }
      setImmediate(() => stop.abort(new Error('that is enough')))
      await assert.rejects(work(), { message: 'that is enough' })
    })
  }

  for (const { pattern, message, hint } of [
    { pattern: '(a', message: 'Cannot read pattern "(a": Unterminated group', hint: undefined },
    {
      pattern: `${'('.repeat(20_000)}a${')'.repeat(20_000)}`,
      message: /^Cannot read pattern "\({200}…": (?:Stack overflow|Regular expression too large)$/,
      hint: undefined,
    },
    { pattern: '(?i)a', message: 'Cannot read pattern "(?i)a": Invalid group', hint: 'Flags stand for a group: (?i:…)' },
    { pattern: '(?P<n>a)', message: 'Cannot read pattern "(?P<n>a)": Invalid group', hint: 'The name of a group stands behind (?<' },
    {
      pattern: 'a\\-b',
      message: 'Cannot read pattern "a\\\\-b": Invalid escape',
      hint: String.raw`Only ^ $ \ . * + ? ( ) [ ] { } | / have a backslash before them to mean themselves, and - within [ ]`,
    },
    {
      pattern: '{',
      message: 'Cannot read pattern "{": Lone quantifier brackets',
      hint: String.raw`Write \{, \} and \] for the characters themselves`,
    },
  ]) {
    test(`file/replace says what is wrong with the pattern ${pattern.slice(0, 10)}`, () =>
      assert.throws(() => fileReplace.describe({ pattern, replace: '' }), { code: 'invalid', message, hint }))
  }

  for (const { paths, notes } of [
    { paths: ['*.txt', 'lib/**', '!x'], notes: ['nothing matches "lib/**"'] },
    { paths: ['d/[id]', './d/[id]/'], notes: [] },
    { paths: ['*.js', 'lib/**'], notes: ['nothing matches "*.js", "lib/**"'] },
    { paths: ['**', 'dir'], notes: [] },
  ]) {
    for (const uses of ['file/replace', 'file/delete']) {
      test(`${uses} notes ${notes[0] ?? 'nothing'} for ${JSON.stringify(paths)}`, async () => {
        const noted: string[] = []
        const input: Input = uses === 'file/replace' ? { paths, find: 'a', replace: 'b' } : { paths }
        const tree = { 'a.txt': 'a', 'dir/b.txt': 'b', 'd/[id]/c.txt': 'a' }
        await using step = await benchStep(uses, { with: input, scope: { files: ['**'] }, tree })
        const context = { ...step.stage.context('read'), note: (text: string) => void noted.push(text) }
        for await (const change of step.stage.type.changes(step.stage.input, context, {})) void change
        assert.deepEqual(noted, notes)
      })
    }
  }

  for (const { when, input } of [
    { when: 'there is neither find nor pattern', input: { replace: 'x' } },
    { when: 'there are both', input: { find: 'a', pattern: 'a', replace: 'x' } },
    { when: 'the pattern does not parse', input: { pattern: '(', replace: 'x' } },
  ]) {
    test(`file/replace is invalid when ${when}`, () => assert.throws(() => fileReplace.describe(input), { code: 'invalid' }))
  }

  for (const { find, replace, notes } of [
    { find: 'a', replace: 'b', notes: 0 },
    { find: 'a', replace: 'ba', notes: 1 },
  ]) {
    test(`file/replace notes ${notes === 0 ? 'nothing' : 'a doubt'} when "${find}" becomes "${replace}"`, async () =>
      assert.equal((await fileReplace.describe({ find, replace })).notes?.length ?? 0, notes))
  }

  for (const { pattern, replace, notes } of [
    { pattern: 'v\\d+', replace: 'v2', notes: 1 },
    { pattern: 'v1', replace: 'v2', notes: 0 },
    { pattern: '(a+)+$', replace: `${'a'.repeat(50)}!`, notes: 0 },
    { pattern: '${{ inputs.old }}', replace: 'v2', notes: 0 },
  ]) {
    test(`file/replace notes ${notes === 0 ? 'nothing' : 'a doubt'} when /${pattern}/ becomes "${replace}"`, async () =>
      assert.equal((await fileReplace.describe({ pattern, replace })).notes?.length ?? 0, notes))
  }

  test('file/replace gives patterns that never end little time to find what they put in, however many there are', async () => {
    const begun = performance.now()
    for (let i = 0; i < 100; i++) await fileReplace.describe({ pattern: `(a|a)*${i}b`, replace: 'a'.repeat(40) })
    assert.ok(performance.now() - begun < 3000)
  })
})

describe('requiredLiteral()', () => {
  for (const { pattern, is } of [
    { pattern: 'full_name', is: 'full_name' },
    { pattern: 'full_?names', is: 'names' },
    { pattern: 'ab+c', is: 'ab' },
    { pattern: '(a|b)cde', is: 'cde' },
    { pattern: 'abc|d', is: '' },
    { pattern: 'ab{0,1}cd', is: 'cd' },
    { pattern: 'import \\{ (\\w+) \\} from', is: 'import { ' },
    { pattern: '[abc]+\\.foo\\(', is: '.foo(' },
    { pattern: '\\u0041bc', is: 'bc' },
    { pattern: '(?i:foo)bar', is: 'bar' },
    { pattern: 'x(?:[)])y]z', is: 'y]z' },
    { pattern: '(a)\\1bcd', is: 'bcd' },
    { pattern: '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10bcd', is: 'bcd' },
  ]) {
    test(`requiredLiteral() gives "${is}" for /${pattern}/`, () => assert.equal(requiredLiteral(pattern), is))
  }

  test('requiredLiteral() is in everything that a pattern matches', () => {
    const atom = fc.constantFrom('a', 'b', '.', '\\d', '[ab]', '(a|b)', '(?:ab)', '\\.', 'é', '😀', '\\b', '^', '$')
    const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '{0,2}', '{1,2}', '+?')
    const pattern = fc
      .array(fc.tuple(atom, quantifier), { maxLength: 6 })
      .map((parts) => parts.map(([one, times]) => (/^(?:\\b|\^|\$)$/.test(one) ? one : one + times)).join(''))
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', 'é', '😀', ' ', '\n'), maxLength: 12 })
    fc.assert(
      fc.property(pattern, text, (one, where) => {
        for (const [match] of where.matchAll(new RegExp(one, 'gmu')))
          assert.ok(match.includes(requiredLiteral(one)), `/${one}/ in ${match}`)
      }),
      { numRuns: 5000 },
    )
  })
})

test('expandReplacement() does what String.prototype.replace does', () => {
  const pattern = /(?<one>a)(b)?(c)/u
  const piece = fc.constantFrom(
    '$',
    '$$',
    '$&',
    '$`',
    "$'",
    '$1',
    '$2',
    '$3',
    '$4',
    '$0',
    '$11',
    '$01',
    '$<one>',
    '$<none>',
    '$<',
    'x',
    '{',
  )
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.constantFrom('abc', 'xacx'),
      (replace, text) => {
        const match = pattern.exec(text)!
        const expected = text.replace(pattern, replace)
        const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)]
        assert.equal(before + expandReplacement(match, replace) + after, expected)
      },
    ),
    { numRuns: 2000 },
  )
})
