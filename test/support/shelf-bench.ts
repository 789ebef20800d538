import { type AnyResourceDriver, PlanError } from '@backout/core/plugin'
import { type Bench, engineBench } from './engine.ts'
import { putStep, Shelf, shelfPlugin, type StepSketch } from './shelf.ts'

/** An empty shelf, and an engine that works on it, which the test disposes of. */
export async function shelfBench(): Promise<{ readonly shelf: Shelf; readonly bench: Bench }> {
  const shelf = new Shelf()
  return { shelf, bench: await engineBench([shelfPlugin(shelf)]) }
}

/** A shelf whose driver says where its parts lie, and an engine on it; `compared` are the parts that were held against each other. */
export async function placedBench(sight: 'with overlay' | 'without overlay' = 'with overlay'): Promise<{
  readonly shelf: Shelf
  readonly compared: string[]
  readonly bench: Bench
}> {
  const shelf = new Shelf()
  const plugin = shelfPlugin(shelf)
  const compared: string[] = []
  const telling = ({ overlay, ...driver }: AnyResourceDriver): AnyResourceDriver => ({
    ...driver,
    ...(overlay && sight === 'with overlay' && { overlay }),
    places: (part) => part.split('_').map((_, index, all) => all.slice(0, index + 1).join('_')),
    overlaps: (a, b) => compared.push(`${a.part} ${b.part}`) > 0 && driver.overlaps(a, b),
  })
  return { shelf, compared, bench: await engineBench([{ ...plugin, drivers: plugin.drivers.map(telling) }]) }
}

/** A check of what is in a slot. */
export const readStep = (id: string, slot: string, assertion: string, more: Partial<StepSketch> = {}): StepSketch => ({
  id,
  uses: 'shelf/read',
  with: { connection: 'plain', slot },
  assert: assertion,
  ...more,
})

/** A step that has no undo. */
export const sendStep = (id: string, more: Partial<StepSketch> = {}): StepSketch => ({
  id,
  uses: 'shelf/send',
  with: { text: id },
  rollback: { none: 'it was sent' },
  ...more,
})

/** A step that fails where {@link breaks} is told of `put broken`. */
export const broken = putStep('broken', { with: { connection: 'plain', slot: 'broken', value: 'x' } })

/** Trouble for a shelf: one thing that happens there fails. */
export const breaks = (what: string) => (happening: string) => {
  if (happening === what) throw new PlanError('failed', 'the shelf broke')
}
