import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { findActor } from '../../../packages/cli/src/git/identity.ts'
import { repository } from '../repository.ts'

for (const [env, email, actor] of [
  [{ BACKOUT_ACTOR: ' ci of main ', GIT_AUTHOR_EMAIL: 'bob@example.com' }, 'ann@example.com', 'ci of main'],
  [{ BACKOUT_ACTOR: ' ', GIT_AUTHOR_EMAIL: 'bob@example.com' }, 'ann@example.com', 'bob@example.com'],
  [{}, 'ann@example.com', 'ann@example.com'],
  [{}, '', userInfo().username],
] as const)
  test(`findActor() gives ${actor} with ${JSON.stringify(env)} where git knows "${email}"`, async (t) => {
    const repo = repository(t)
    repo.git('config', 'user.email', email)
    assert.equal(await findActor(repo.root, env), actor)
  })
