/** Holds at compile time what the plugin API lets an author write, and what it does not. */
import type { DriverCase, StepCase } from '@backout/core/testing'
import type { Change, Plugin, ResourceDriver, StepType, Traits } from '@backout/core/plugin'

interface Box extends AsyncDisposable {
  put(slot: string): Promise<void>
}

const least: ResourceDriver<Box> = {
  kind: 'box',
  family: 'services',
  config: {},
  target: () => 'the box',
  covers: (entry, part) => entry === part,
  overlaps: () => true,
  open: async () => ({ put: async () => undefined, [Symbol.asyncDispose]: async () => undefined }),
}

type Unit = { readonly slot: string }
const step: StepType<Unit, null, Unit, Unit> = {
  uses: 'box/put',
  summary: 'Puts something into a box',
  input: {},
  output: {},
  formats: [1],
  describe: () => ({ effect: 'write', guarantee: 'idempotent', touches: [], undo: { kind: 'derived' } }),
  async *changes({ slot }) {
    yield { unit: { slot }, title: slot, touches: [] }
  },
  async *capture(unit) {
    yield unit
  },
  async apply({ slot }, context) {
    await (await context.session<Box>('services.box')).put(slot)
    return { result: null }
  },
  revert: async ([undo]) => (undo?.slot === '' ? { conflict: 'it is gone' } : 'reverted'),
  finish: () => null,
}

/** A plugin of any step types and drivers. */
export const plugin: Plugin = { name: 'box', version: '1.0.0', steps: [step], drivers: [least] }

/** A case knows the session of its own driver. */
export const driverCase: DriverCase = {
  does: 'keeps slots',
  config: {},
  scope: ['a'],
  write: (session: Box) => session.put('a'),
  state: () => '',
}

/** What depends on the world may wait for it. */
export const stepCase: StepCase = { does: 'puts', with: async ({ root }) => ({ slot: root }), scope: { services: { box: ['a'] } } }

// @ts-expect-error a step type is named in two parts
export const unnamed: StepType<Unit, null> = { ...step, uses: 'put' }
// @ts-expect-error a unit is stored: it holds no dates
export const dated: Change<{ readonly at: Date }> = { unit: { at: new Date(0) }, title: '', touches: [] }
// @ts-expect-error a family of resources is one of four
export const elsewhere: ResourceDriver<Box> = { ...least, family: 'queues' }
// @ts-expect-error a session can be closed
export const unclosed: ResourceDriver<{ put(): void }> = { ...least, open: async () => ({ put: () => undefined }) }
// @ts-expect-error an undo that there is none of has its reason
export const silent: Traits = { effect: 'write', guarantee: 'idempotent', touches: [], undo: { kind: 'none' } }
// @ts-expect-error `probe` says applied, absent or partial, or gives what `apply` gave
export const unsure: StepType<Unit, null, Unit, Unit> = { ...step, probe: async () => 'maybe' }
// @ts-expect-error a case says what the scope is
export const unscoped: StepCase = { does: 'puts', with: {} }
