import type { Touch } from '../../model/index.ts'
import { demand, demandRefusal, demandSame } from '../demand.ts'
import type { DriverStage } from '../stage/driver-stage.ts'
import { always, type DriverLaw } from './law.ts'

/** What is in scope, and what is not. */
export const scopeLaws: readonly DriverLaw[] = [
  { says: 'names where a configuration leads, without opening it', applies: always, holds: namesItsTarget },
  { says: 'covers by an entry of the scope what that entry says', applies: always, holds: coversItsScope },
  { says: 'lets two touches overlap only where one of them writes, in either order', applies: always, holds: overlapsInEitherOrder },
  { says: 'writes within the scope, and asks for each part', applies: always, holds: asksItsGuard },
  { says: 'refuses what is out of scope', applies: always, holds: refusesOutOfScope },
]

async function namesItsTarget({ driver, config }: DriverStage): Promise<void> {
  const target = driver.target(config)
  demand(typeof target === 'string' && target !== '', '`target` gives no text: say where the configuration leads, without secrets')
  demandSame(
    driver.target(config),
    target,
    '`target` gives something else when it is called again: let it depend on the configuration alone',
  )
}

/** A part that no scope of a case is likely to mean. */
const nothing = 'nothing-of-the-kind'

async function coversItsScope({ driver, scope }: DriverStage): Promise<void> {
  for (const entry of scope.filter((one) => !one.startsWith('!')))
    demand(driver.covers(entry, entry), `\`covers\` says that the entry "${entry}" does not cover "${entry}"`)
  demand(
    !scope.every((entry) => driver.covers(entry, nothing)),
    `\`covers\` says that each entry of the scope covers "${nothing}", so that a scope would hold nothing back. If they do, give the case a narrower \`scope\``,
  )
}

async function overlapsInEitherOrder(stage: DriverStage): Promise<void> {
  const { driver, demands, scope } = stage
  await stage.write(await stage.open('write'))
  const parts = [...new Set(demands.map(({ part }) => part))]
  const touch = (part: string, access: Touch['access']): Touch => ({ resource: demands[0]!.resource, part, access })
  for (const a of parts) {
    demand(driver.overlaps(touch(a, 'write'), touch(a, 'write')), `\`overlaps\` says that two writes of "${a}" do not conflict`)
    demand(driver.overlaps(touch(a, 'read'), touch(a, 'write')), `\`overlaps\` says that a write and a read of "${a}" do not conflict`)
    for (const entry of scope.filter((one) => driver.covers(one, a)))
      demand(
        driver.overlaps(touch(entry, 'write'), touch(a, 'write')),
        `\`overlaps\` says that writes of "${entry}" and of "${a}" do not conflict, and \`covers\` that the one is part of the other: steps may touch patterns, too`,
      )
    for (const b of [...parts, ...scope])
      demand(
        !driver.overlaps(touch(a, 'write'), touch(b, 'write')) || lieTogether(driver, a, b),
        `\`places\` says that "${a}" and "${b}" lie apart, and \`overlaps\` that they conflict: the last place of one must be among those of the other`,
      )
    for (const b of parts) {
      demand(
        !driver.overlaps(touch(a, 'read'), touch(b, 'read')),
        `\`overlaps\` says that reads of "${a}" and "${b}" conflict: two reads never do`,
      )
      const [one, other] = [touch(a, 'write'), touch(b, 'read')]
      demandSame(
        driver.overlaps(one, other),
        driver.overlaps(other, one),
        `\`overlaps\` says something else of "${a}" and "${b}" in another order`,
      )
    }
  }
}

function lieTogether({ places }: DriverStage['driver'], a: string, b: string): boolean {
  const [some, others] = [places?.(a) ?? [], places?.(b) ?? []]
  return isAmong(some, others) || isAmong(others, some)
}

function isAmong(some: readonly string[], others: readonly string[]): boolean {
  return some.length === 0 || others.includes(some.at(-1)!)
}

async function asksItsGuard(stage: DriverStage): Promise<void> {
  const before = await stage.state()
  await stage.write(await stage.open('write'))
  demand((await stage.state()) !== before, "The case's `write` changed nothing that its `state` sees")
  demand(
    stage.demands.some(({ access }) => access === 'write'),
    'The session wrote without asking its guard: call `opening.guard.demand(part, "write")` right before each effect',
  )
}

async function refusesOutOfScope(stage: DriverStage): Promise<void> {
  const session = await stage.open('write')
  const before = await stage.state()
  stage.narrow()
  const advice = 'A write out of scope is not refused: call `opening.guard.demand(part, "write")` right before each effect'
  await demandRefusal(() => stage.write(session), ['out-of-scope'], advice)
  demand((await stage.state()) === before, 'A write out of scope was refused too late: ask the guard before the effect, not after it')
}
