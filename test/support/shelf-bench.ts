import { PlanError } from '@backout/core/plugin'
import { type Bench, engineBench } from './engine.ts'
import { putStep, Shelf, shelfPlugin, type StepSketch } from './shelf.ts'

/** An empty shelf, and an engine that works on it, which the test disposes of. */
export async function shelfBench(): Promise<{ readonly shelf: Shelf; readonly bench: Bench }> {
  const shelf = new Shelf()
  return { shelf, bench: await engineBench([shelfPlugin(shelf)]) }
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
