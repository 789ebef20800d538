import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { planText, type Repository, repository, writes } from './repository.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const people = { alice: 'dba', bob: 'service_owner' } as const

/** What a plan says that asks for the sign-off of a service owner. */
export const required = 'inputs: { who: { type: string, default: me } }\nsignOffs: { require: [{ id: review, role: service_owner }] }'
/** A plan whose second step waits for a dba. */
export const gated = planText(
  'a',
  `${writes('one')}${writes('two')}`.replace('id: two', 'id: two\n  signOff: final'),
  'signOffs: { require: [{ id: final, role: dba }] }',
)

/** A repository, and the people who sign in it. */
export interface Signers {
  readonly repo: Repository
  /** The path of somebody's private key. */
  key(name: keyof typeof people): string
  /** The flags of `plan sign` with which somebody signs, in their own role unless another one is given. */
  as(name: keyof typeof people, role?: string): readonly string[]
}

/** Makes a repository whose committed backout.yaml knows two people, each with a key. */
export async function signers(
  t: TestContext,
  text = planText('a', writes('one', 'out/one.txt', 'one ${{ inputs.who }}'), required),
): Promise<Signers> {
  const keys = temporaryFolder(t)
  const key = (name: keyof typeof people): string => join(keys, name)
  for (const name of Object.keys(people)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)])
  const allowed = readdirSync(keys)
    .filter((file) => file.endsWith('.pub'))
    .map((file) => `${file.slice(0, -4)}@example.com ${readFileSync(join(keys, file), 'utf8')}`)
  const roles = Object.entries(people).map(([name, role]) => `${role}: [${name}@example.com]`)
  const repo = repository(t, {
    'backout.yaml': `apiVersion: backout/v1\nkind: Project\nsignOffs: { allowedSigners: allowed_signers, roles: { ${roles.join(', ')} } }\n`,
    allowed_signers: allowed.join(''),
    'plans/a.plan.yaml': text,
  })
  return { repo, key, as: (name, role = people[name]) => ['--role', role, '--key', key(name), '--identity', `${name}@example.com`] }
}
