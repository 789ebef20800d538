import type { DriverCase } from '../case.ts'
import { demand } from '../demand.ts'
import { type DriverStage, ownerOf } from '../stage/driver-stage.ts'
import type { DriverLaw } from './law.ts'

/** Telling resources, and states of a resource, apart. */
export const identityLaws: readonly DriverLaw[] = [
  { says: 'knows a resource again, and another one in its place', applies: ({ identity }) => identity !== undefined, holds: knowsItAgain },
  { says: 'fingerprints what is there', applies: ({ fingerprint }) => fingerprint !== undefined, holds: fingerprints },
  { says: 'gives digests of what is there', applies: ({ digests }) => digests !== undefined, holds: digests },
  {
    says: 'keeps what is its own out of the fingerprint once its claim is given up',
    applies: ({ fingerprint, claim, release }) => fingerprint !== undefined && claim !== undefined && release !== undefined,
    holds: leavesNoTrace,
  },
]

async function knowsItAgain(stage: DriverStage, given: DriverCase): Promise<void> {
  const identity = async (): Promise<string> => stage.driver.identity!(await stage.open('write'))
  // As the engine does it, which asks for the identity once it has claimed the resource.
  const claim = async (): Promise<unknown> => stage.driver.claim?.(await stage.open('write'), ownerOf('run-1'))
  await claim()
  const first = await identity()
  demand(typeof first === 'string' && first !== '', '`identity` gives no text')
  demand((await identity()) === first, '`identity` differs between two sessions of one resource: every resume would be refused')
  await stage.write(await stage.open('write'))
  demand(
    (await identity()) === first,
    '`identity` differs after a write: a resume would be refused. Let it tell resources apart, not states',
  )
  await stage.driver.release?.(await stage.open('write'), ownerOf('run-1'), { last: false })
  await claim()
  demand(
    (await identity()) === first,
    '`identity` differs once the same run has claimed again: a resume would be refused. Keep what tells the resource until the last run is gone',
  )
  demand(
    given.replace !== undefined,
    'The case needs `replace`, which puts another resource in the place of this one, since the driver has `identity`',
  )
  await given.replace(stage.world)
  demand(
    (await identity()) !== first,
    'Another resource in the same place has the same `identity`: a resume would go on with the wrong one',
  )
}

async function fingerprints(stage: DriverStage, given: DriverCase): Promise<void> {
  await seesChanges(stage, given, 'fingerprint', async (parts) => stage.driver.fingerprint!(await stage.look(), parts))
  const isDigest = /^[0-9a-f]{64}$/.test(await stage.driver.fingerprint!(await stage.look(), stage.scope))
  demand(isDigest, '`fingerprint` gives no SHA-256 (hex): it is stored and shown with the run, and must not tell what is in the resource')
}

async function digests(stage: DriverStage, given: DriverCase): Promise<void> {
  const { driver, look } = stage
  const read = async (parts: readonly string[]): Promise<string> => {
    const found = Object.entries(await driver.digests!(await look(), parts))
    return JSON.stringify(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
  demand(
    driver.fingerprint !== undefined,
    'The driver has `digests` and no `fingerprint`, so that nobody asks for either: write both over the same parts',
  )
  await seesChanges(stage, given, 'digests', read)
}

/** The engine compares digests, where there are any, and else fingerprints. */
async function seesChanges(
  stage: DriverStage,
  { edit }: DriverCase,
  name: 'fingerprint' | 'digests',
  read: (parts: readonly string[]) => Promise<string>,
): Promise<void> {
  const excluded = stage.scope.flatMap((entry) => (entry.startsWith('!') ? [entry] : [entry, `!${entry}`]))
  const [first, nothing] = [await read(stage.scope), await read(excluded)]
  demand(
    (await read(stage.scope)) === first,
    `\`${name}\` differs though nothing has changed: put what it reads in an order, and leave times and handles out`,
  )
  await stage.write(await stage.open('write'))
  const written = await read(stage.scope)
  demand(written !== first, `\`${name}\` does not see what a step wrote: a rollback that leaves it would pass as clean`)
  demand(edit !== undefined, 'The case needs `edit`, which changes something past the driver, since the driver has `fingerprint`')
  await edit(stage.world)
  demand((await read(stage.scope)) !== written, `\`${name}\` does not see somebody else's change within the scope: read what is there`)
  demand(
    (await read(excluded)) === nothing,
    `\`${name}\` sees what entries with "!" take out of the scope: somebody else's change of it would pass for a bad rollback. Ask \`inScope\` of @backout/core/plugin`,
  )
}

async function leavesNoTrace(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const first = await driver.fingerprint!(await stage.look(), stage.scope)
  const session = await stage.open('write')
  await driver.claim!(session, ownerOf('run-1'))
  await driver.release!(session, ownerOf('run-1'), { last: true })
  const after = await driver.fingerprint!(await stage.look(), stage.scope)
  demand(after === first, 'After the last claim was given up the fingerprint is another: take the ledger away with it, or leave it out')
}
