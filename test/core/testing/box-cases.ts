import type { Cases, DriverCase, StepCase, World } from '@backout/core/testing'
import { boxOf, type BoxSession, contentsOf, everythingIn, makeBox } from './box-driver.ts'

/** A case that fills two of three slots. */
export const filling: StepCase = {
  does: 'fills two slots',
  with: { connection: 'red', slots: ['b', 'a'], value: 'new' },
  scope: { databases: { red: ['a', 'b', 'z'] } },
  connections: ({ root }) => ({ 'databases.red': { driver: 'box', config: { name: root } } }),
  given: makeBox,
  edit: ({ root }) => void boxOf(root).slots.set('a', 'edited'),
}

/** The same, where somebody edits what the first of its units did: those behind it are taken back before. */
const fillingEdited: StepCase = {
  ...filling,
  does: 'fills two slots, and the first of them is edited',
  edit: ({ root }) => void boxOf(root).slots.set('b', 'edited'),
}

/** A case of the driver. */
export const keeping: DriverCase = {
  does: 'keeps slots',
  config: ({ root }: World) => ({ name: root }),
  scope: ['a', 'b', 'z'],
  given: makeBox,
  write: (session, _world, round) => (session as BoxSession).write('a', `round ${round}`),
  state: contentsOf,
  edit: ({ root }) => void boxOf(root).slots.set('b', 'edited'),
  replace: ({ root }) => {
    boxOf(root).identity = 'box 2'
  },
}

/** What holds `boxPlugin` against every law. */
export const boxCases: Cases = {
  steps: { 'box/fill': [filling, fillingEdited], 'box/fill-once': [filling, fillingEdited], 'box/look': [filling] },
  drivers: { box: [keeping, { ...keeping, does: 'keeps slots, beside its own ledger and claim', state: everythingIn }] },
}
