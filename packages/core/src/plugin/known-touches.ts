import type { Touch } from '../model/index.ts'
import type { Traits } from './contract.ts'

/** What an input touches for certain, be it not all. */
export function knownTouches({ touches, known = [] }: Pick<Traits, 'touches' | 'known'>): readonly Touch[] {
  return touches === 'unknown' ? known : touches
}
