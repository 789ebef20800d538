import { isLost } from './failure.ts'

/** Does what may be done twice again where its connection is lost, or the answer to its COMMIT; up to three times in all, and only while it `may`. Throws what `work` throws. */
export async function again<T>(work: () => Promise<T>, may: () => boolean = () => true): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await work()
    } catch (cause) {
      const lost = isLost(cause) || (cause as { readonly code?: string }).code === 'unknown'
      if (!lost || round === 3 || !may()) throw cause
    }
  }
}
