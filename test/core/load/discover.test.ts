import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { discoverPlans, findRoot, loadPlanAt, planNames, readSource, usualPlans } from '@backout/core/load'
import { filesOfPlain, plainPattern } from '../../../packages/core/src/load/source/plain-pattern.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeFiles } from '../../support/write-files.ts'

const root = repository({
  'backout.yaml': 'apiVersion: backout/v1\n',
  'plan.yaml': plan('at-the-root'),
  'plans/a/plan.yaml': plan('first'),
  'plans/a/notes.yaml': 'a: 1\n',
  'plans/b/two.plan.yaml': '# second\nmetadata:\n  # why\n  name: second # here\n',
  'plans/b/deep/plan.yml': 'metadata: { name: third }\n',
  'plans/broken.plan.yaml': 'metadata: [\n',
  'plans/wrong.plan.yaml': 'metadata: { name: fourth }\nsteps:\n  - id: a\n   uses: core/wait\n  - if: a: b\n',
  'plans/node_modules/x/plan.yaml': plan('not-ours'),
  'plans/.backout/plan.yaml': plan('not-ours'),
  'elsewhere/one.yaml': plan('elsewhere'),
  'services/plans/README': '',
  'services/first/README': '',
  'services/second': '#!/bin/sh\n',
  'services/script': '#!/bin/sh\n',
})
after(() => rmSync(root, { recursive: true, force: true }))

const usual = [
  'plan.yaml',
  'plans/a/plan.yaml',
  'plans/b/deep/plan.yml',
  'plans/b/two.plan.yaml',
  'plans/broken.plan.yaml',
  'plans/wrong.plan.yaml',
]

for (const [when, project, selectors, found] of [
  ['nothing is selected', undefined, [], usual],
  [
    'the project says where',
    { plans: ['plans/a/*.yaml', 'elsewhere/**'] },
    [],
    ['elsewhere/one.yaml', 'plans/a/notes.yaml', 'plans/a/plan.yaml'],
  ],
  ['a file is selected', undefined, ['elsewhere/one.yaml'], ['elsewhere/one.yaml']],
  ['an absolute path is selected', undefined, [join(root, 'elsewhere/one.yaml')], ['elsewhere/one.yaml']],
  ['a folder is selected', undefined, ['plans/b'], ['plans/b/deep/plan.yml', 'plans/b/two.plan.yaml']],
  [
    'a folder is selected in which the project lists more',
    { plans: ['plans/*/notes.yaml'] },
    ['plans/a', 'elsewhere/../plans/b'],
    ['plans/a/notes.yaml', 'plans/a/plan.yaml', 'plans/b/deep/plan.yml', 'plans/b/two.plan.yaml'],
  ],
  ['the root is selected', undefined, ['.'], usual],
  ['a name is selected', undefined, ['second'], ['plans/b/two.plan.yaml']],
  ['a name in a flow map is selected', undefined, ['third'], ['plans/b/deep/plan.yml']],
  ['a plan that cannot be read further is selected by name', undefined, ['fourth'], ['plans/wrong.plan.yaml']],
  ['one plan is selected twice', undefined, ['first', 'plans/a'], ['plans/a/plan.yaml']],
] as const)
  test(`discoverPlans() finds ${found.length} when ${when}`, () => {
    assert.deepEqual(discoverPlans(root, project, selectors), found)
  })

for (const [from, selector, found] of [
  ['plans/b', '.', ['plans/b/deep/plan.yml', 'plans/b/two.plan.yaml']],
  ['plans/b', 'deep', ['plans/b/deep/plan.yml']],
  ['plans/b', '../a/plan.yaml', ['plans/a/plan.yaml']],
  ['plans/b', 'plans/a', ['plans/a/plan.yaml']],
  ['elsewhere', 'first', ['plans/a/plan.yaml']],
  ['services', 'first', ['plans/a/plan.yaml']],
  ['services', 'second', ['plans/b/two.plan.yaml']],
  ['services', 'script', ['services/script']],
] as const)
  test(`discoverPlans() takes ${selector} in ${from} for ${found.join(', ')}`, () =>
    assert.deepEqual(discoverPlans(root, undefined, [selector], join(root, from)), found))

test('discoverPlans() takes no folder without plans for that of the same name at the root', () => {
  for (const selector of ['.', 'plans'])
    assert.throws(() => discoverPlans(root, undefined, [selector], join(root, 'services')), { code: 'missing' })
})

test('discoverPlans() lists what is called as a plan is, and is no file, and loadPlanAt() says what it is', (t) => {
  const root = temporaryFolder(t)
  mkdirSync(join(root, 'plans/d.plan.yaml'), { recursive: true })
  symlinkSync('nowhere', join(root, 'plans/a.plan.yaml'))
  symlinkSync('b.plan.yaml', join(root, 'plans/b.plan.yaml'))
  execFileSync('mkfifo', [join(root, 'plans/c.plan.yaml')])
  const says = (path: string) => [path, ...loadPlanAt(root, path).diagnostics.map(({ message }) => message)]
  for (const project of [undefined, { plans: ['plans/**'] }])
    assert.deepEqual(discoverPlans(root, project, []).map(says), [
      ['plans/a.plan.yaml', 'Cannot read the plan: it is a link that leads nowhere'],
      ['plans/b.plan.yaml', 'Cannot read the plan: it is a link that leads nowhere'],
      ['plans/c.plan.yaml', 'Cannot read the plan: it is no plain file'],
      ['plans/d.plan.yaml', 'Cannot read the plan: it is a folder'],
    ])
  assert.deepEqual([...planNames(root, undefined)], [])
})

test('discoverPlans() finds a plan that is called through a link by the path under which the repository lists it', (t) => {
  const root = temporaryFolder(t)
  writeFiles(root, { 'plans/a/plan.yaml': plan('first'), 'elsewhere/one.plan.yaml': plan('second') })
  symlinkSync('plans/a', join(root, 'folder'))
  symlinkSync('plans/a/plan.yaml', join(root, 'file.yaml'))
  symlinkSync('../elsewhere/one.plan.yaml', join(root, 'plans/b.plan.yaml'))
  symlinkSync('elsewhere', join(root, 'unlisted'))
  for (const [selector, found] of [
    ['folder', 'plans/a/plan.yaml'],
    ['file.yaml', 'plans/a/plan.yaml'],
    ['plans/b.plan.yaml', 'plans/b.plan.yaml'],
    ['unlisted', 'plans/b.plan.yaml'],
  ] as const)
    assert.deepEqual(discoverPlans(root, undefined, [selector]), [found], selector)
  assert.deepEqual(discoverPlans(root, { plans: [] }, ['unlisted']), ['unlisted/one.plan.yaml'])
})

test('discoverPlans() knows the repository by a link to it, and what it names from a folder outside of it', (t) => {
  const beside = temporaryFolder(t)
  symlinkSync(root, join(beside, 'link'))
  mkdirSync(join(beside, 'plans/first'), { recursive: true })
  const found = ['plans/a/plan.yaml']
  assert.deepEqual(discoverPlans(root, undefined, [join(beside, 'link/plans/a')]), found)
  assert.deepEqual(discoverPlans(join(beside, 'link'), undefined, [join(root, 'plans/a/plan.yaml')]), found)
  for (const selector of ['first', 'plans/a', 'link/plans/a']) assert.deepEqual(discoverPlans(root, undefined, [selector], beside), found)
  assert.throws(() => discoverPlans(root, undefined, [join(beside, 'plans')]), { code: 'invalid' })
})

for (const [when, selector, code, hint] of [
  ['a name is not there', 'frist', 'missing', /^Did you mean "first"\?$/],
  ['a folder has no plans', 'elsewhere', 'missing', undefined],
  ['a path leads out of the root', '..', 'invalid', /--root/],
] as const)
  test(`discoverPlans() throws ${code} when ${when}`, () => {
    assert.throws(
      () => discoverPlans(root, undefined, [selector]),
      (error: { code: string; hint?: string }) => {
        assert.equal(error.code, code)
        if (hint) assert.match(error.hint ?? '', hint)
        return true
      },
    )
  })

test('findRoot() is the nearest folder with a backout.yaml, else with a .git, else the folder itself', () => {
  const folder = repository({ '.git/HEAD': '', 'a/b/file': '' })
  try {
    assert.equal(findRoot(join(root, 'plans/b/deep')), root)
    assert.equal(findRoot(join(folder, 'a/b')), folder)
    const alone = repository({ 'x/y': '' })
    try {
      assert.equal(findRoot(join(alone, 'x')), join(alone, 'x'))
    } finally {
      rmSync(alone, { recursive: true, force: true })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('Law: files of a plain pattern are those that the glob of Node finds, but for what lies behind a link to a folder', (t) => {
  const names = ['plan.yaml', 'a.plan.yaml', '.plan.yaml', 'a.plan.yml', 'plan', 'x-plan.yaml']
  const folders = ['', 'plans/', 'plans/a/', 'plans/a/b.plan.yaml/', 'plans/.hidden/', 'other/plans/', '.plans/']
  const folder = repository(Object.fromEntries(folders.flatMap((one) => names.map((name) => [one + name, ''] as const))))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(folder, 'other'), join(folder, 'plans/link'))
  symlinkSync(join(folder, 'plan'), join(folder, 'plans/linked.plan.yaml'))
  const plain = [
    ...usualPlans,
    '**/plan.yaml',
    '*',
    'plans/*.yaml',
    'plans/**/*',
    'other/plans/{plan,a*}.y*',
    'nowhere/**/*',
    'plans/**/{a,x-plan}*',
  ]
  for (const pattern of plain) {
    const found = filesOfPlain(folder, plainPattern(pattern)!, () => false)
    assert.deepEqual(
      found.toSorted(),
      globSync(pattern, { cwd: folder })
        .filter((path) => !path.startsWith('plans/link/'))
        .toSorted(),
      pattern,
    )
  }
  for (const pattern of [
    'plans/**',
    'a/*/b',
    '../*',
    './*',
    '.a/*',
    '*/x',
    '{.a,b}',
    '{a}',
    '{a,{b,c}}',
    '[ab]',
    'a?',
    '@(a)',
    '{a,}',
    'a,b',
    '',
    '/a',
    'a**',
  ])
    assert.equal(plainPattern(pattern), undefined, pattern)
})

function plan(name: string): string {
  return `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata:\n  name: ${name}\n`
}

function repository(files: { readonly [path: string]: string }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backout-discover-')))
  writeFiles(folder, files)
  return folder
}

test('readSource() says which file the system does not let it read, and why', () => {
  assert.throws(() => readSource(root, 'plans/a'), { code: 'invalid', message: /^Cannot read "plans\/a": EISDIR: / })
  assert.throws(() => readSource(root, 'gone.yaml'), { code: 'invalid', message: /^Cannot read "gone.yaml": ENOENT: / })
})
