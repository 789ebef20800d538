import assert from 'node:assert/strict'
import { chmod, link, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { files } from '../../../packages/plugins/src/file/driver.ts'
import { makeEffect } from '../../../packages/plugins/src/file/pack/apply.ts'
import { fileState, hashOf, stateOf } from '../../../packages/plugins/src/file/tree/state.ts'
import { diskTree } from '../../../packages/plugins/src/file/tree/disk/disk-tree.ts'
import { overlayTree } from '../../../packages/plugins/src/file/tree/overlay-tree.ts'
import { putTree } from '../../support/bench-step.ts'
import { git } from '../../support/git-tree.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the working tree', () => {
  const opening = (root: string) =>
    ({
      resource: 'files',
      root,
      access: 'read',
      mode: 'run',
      guard: { allows: () => true, demand: () => undefined, demandAll: () => undefined },
      signal: new AbortController().signal,
    }) as const

  for (const { origin, is } of [
    { origin: 'https://user:token@GitHub.com/acme/crm.git', is: 'repository github.com/acme/crm' },
    { origin: 'git@github.com:acme/crm.git', is: 'repository github.com/acme/crm' },
    { origin: 'ssh://git@github.com:2222/acme/crm/', is: 'repository github.com/acme/crm' },
    { origin: '/srv/git/crm.git', is: 'working tree' },
    { origin: undefined, is: 'working tree' },
  ]) {
    test(`its identity is "${is}" when origin is ${origin ?? 'not set'}`, async (t) => {
      const root = temporaryFolder(t)
      await git(root, 'init', '--quiet')
      if (origin !== undefined) await git(root, 'remote', 'add', 'origin', origin)
      await using session = await files.open({}, opening(root))
      assert.equal(await files.identity!(session), is)
    })
  }

  test('its fingerprint tells contents, modes, links and directories, and not times', async (t) => {
    const root = temporaryFolder(t)
    await putTree(root, { 'a/x': '1' })
    const path = join(root, 'a/x')
    const print = async (): Promise<string> => {
      await using session = await files.open({}, opening(root))
      return await files.fingerprint!(session, ['a'])
    }
    const seen = [await print()]
    await writeFile(path, '1')
    assert.equal(await print(), seen[0])
    for (const change of [
      () => writeFile(path, '2'),
      () => chmod(path, 0o600),
      () => mkdir(join(root, 'a/d')),
      () => symlink('x', join(root, 'a/l')),
      () => chmod(join(root, 'a'), 0o700),
    ]) {
      await change()
      seen.push(await print())
    }
    assert.equal(new Set(seen).size, seen.length)
    await writeFile(join(root, 'b'), '')
    assert.equal(await print(), seen.at(-1))
  })

  test('its overlay shows what is moved, and then moved on, without holding the content', async (t) => {
    const root = temporaryFolder(t)
    await putTree(root, { a: 'text' })
    const tree = overlayTree(diskTree(root))
    const state = stateOf(tree, 'a')
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
    ] as const) {
      const effect = makeEffect(to, 'absent', undefined, state, () => assert.fail('the content was asked for'))
      await tree.commit([{ ...effect, from }, makeEffect(from, state, tree.entry(from)?.stamp, 'absent', () => [])], () => undefined)
    }
    const content = [tree.read('c'), ...tree.chunks('c'), tree.look('c')!.bytes].map((bytes) => Buffer.from(bytes).toString())
    assert.deepEqual(content, ['text', 'text', 'text'])
    assert.deepEqual([tree.entry('a'), tree.entry('b'), stateOf(tree, 'c')], [undefined, undefined, state])
  })

  for (const { when, meanwhile, content, taken } of [
    { when: 'one more name', meanwhile: (path: string) => link(path, `${path}.too`), content: 'new', taken: true },
    { when: 'another time', meanwhile: (path: string) => utimes(path, 1, 1), content: 'new', taken: true },
    { when: 'the same content once more', meanwhile: (path: string) => writeFile(path, 'old'), content: 'new', taken: true },
    { when: 'another content', meanwhile: (path: string) => writeFile(path, 'odd'), content: 'odd', taken: false },
    { when: 'another mode', meanwhile: (path: string) => chmod(path, 0o640), content: 'old', taken: false },
  ])
    test(`its files are ${taken ? 'written' : 'left alone'} where one that was looked at has got ${when} since`, async (t) => {
      const root = temporaryFolder(t)
      await putTree(root, { a: 'old' })
      const [path, tree] = [join(root, 'a'), diskTree(root)]
      await chmod(path, 0o644)
      const state = fileState(0o644, hashOf(Buffer.from('new')))
      const effect = makeEffect('a', stateOf(tree, 'a'), tree.entry('a')?.stamp, state, () => [Buffer.from('new')])
      await meanwhile(path)
      const committed = tree.commit([effect], () => undefined)
      await (taken ? committed : assert.rejects(committed, { code: 'conflict' }))
      assert.equal(await readFile(path, 'utf8'), content)
    })

  test('its session is refused where there is no such directory', async () =>
    assert.rejects(async () => files.open({}, opening('/nowhere/at/all')), { code: 'missing' }))
})
