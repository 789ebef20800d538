import assert from 'node:assert/strict'
import { asks, type KeyCase, type KeyWorld, type Part, writes } from './world.ts'

const lists = ['preconditions', 'steps', 'invariants', 'successCriteria'] as const
type List = (typeof lists)[number]

/** What a run asks of an entry that holds: invariants are asked once more, when the steps are done. */
const askedOf = (list: List): readonly string[] => Array.from({ length: list === 'invariants' ? 2 : 1 }, () => 'GET /probe')

/** A plan whose list has this entry, beside a step that writes. */
function planWith(list: List, entry: Part): Part {
  const step = writes('one')
  return list === 'steps' ? { steps: [step, entry] } : { steps: [step], [list]: [entry] }
}

/** How a plan ends whose entry fails: nothing is left of it. */
async function failsCleanly(world: KeyWorld, told: RegExp): Promise<void> {
  await world.call('run p', 1, told)
  assert.equal(world.has('out/one.txt'), false)
}

/** The keys that the entries of all four lists share, observed in each of them. */
export const entryCases: readonly KeyCase[] = lists.flatMap((list) => [
  {
    keys: [list, `${list}[].id`, `${list}[].uses`, `${list}[].with`],
    shows: 'runs the step type that it names, with its input, under its id',
    async observe(world) {
      world.write(planWith(list, asks('probe')))
      await world.call('run p', 0)
      assert.deepEqual(world.asked, askedOf(list))
      await world.call('show p', 0, /probe {2}http\/request[^]*GET \/probe/)
      const wrong = [asks('one', { uses: 'http/reqest' }), asks('two', { with: { connection: 'api', pth: '/two' } }), asks('Not-an-id')]
      world.write({ steps: [writes('first')], [list]: wrong })
      await world.call('validate', 2, /Did you mean "http\/request"[^]*Did you mean "path"[^]*Not-an-id/)
    },
  },
  {
    keys: [`${list}[].if`],
    shows: 'leaves the entry out where it is false',
    async observe(world) {
      world.write(planWith(list, asks('probe', { if: `environment != 'local'` })))
      await world.call('run p', 0)
      assert.deepEqual(world.asked, [])
    },
  },
  {
    keys: [`${list}[].assert`],
    shows: 'fails where it does not hold, and shows why',
    async observe(world) {
      world.write(planWith(list, asks('probe', { assert: 'outputs.body.n == 7' })))
      await failsCleanly(world, /outputs\.body\.n == 7|outputs\.body\.n is 0/)
    },
  },
  {
    keys: [`${list}[].timeout`],
    shows: 'ends what takes longer',
    async observe(world) {
      world.answer = () => new Promise(() => undefined)
      world.write(planWith(list, asks('probe', { timeout: '300ms' })))
      await failsCleanly(world, /longer than its timeout of 0\.3 s/)
    },
  },
  {
    keys: [`${list}[].retry`, `${list}[].retry.every`],
    shows: 'tries again until it holds',
    async observe(world) {
      world.write(planWith(list, asks('probe', { assert: 'outputs.body.n >= 2', retry: { every: '10ms', for: '1m' } })))
      await world.call('run p', 0)
      assert.deepEqual(world.asked, ['GET /probe', 'GET /probe', ...askedOf(list)])
    },
  },
  {
    keys: [`${list}[].retry.for`],
    shows: 'ends the tries, and fails then',
    async observe(world) {
      world.write(planWith(list, asks('probe', { assert: 'outputs.body.n < 0', retry: { every: '50ms', for: '500ms' } })))
      await failsCleanly(world, /outputs\.body\.n < 0/)
    },
  },
])
