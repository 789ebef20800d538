import { availableParallelism } from 'node:os'

/** Tries all points, several at a time; gives those at which there is a problem, as they are told, and which. */
export async function problemsAt<Point>(
  points: readonly Point[],
  attempt: (point: Point) => Promise<string | undefined>,
  told: (point: Point) => string = JSON.stringify,
): Promise<readonly string[]> {
  const wrong: string[] = []
  const queue = points.values()
  const worker = async (): Promise<void> => {
    for (const point of queue) {
      const problem = await attempt(point)
      if (problem !== undefined) wrong.push(`${told(point)} ${problem}`)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism() - 1) }, worker))
  return wrong
}
