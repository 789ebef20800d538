import { messageOf } from '../model/index.ts'
import type { Plugin } from '../plugin.ts'
import type { Cases } from './case.ts'
import { subjectsOf } from './subject/subjects.ts'

/** A law that a plugin breaks. */
export interface Breach {
  /** What was held against it: `dotenv/set changes a variable`. */
  readonly subject: string
  /** Completes a sentence about the subject. */
  readonly law: string
  /** What is so, and what to do about it. */
  readonly problem: string
}

/** The conformance suite without a test runner: every law that a plugin breaks; none, where it conforms. */
export async function breachesOf(plugin: Plugin, cases: Cases): Promise<readonly Breach[]> {
  const breaches: Breach[] = []
  for (const { title: subject, hold } of subjectsOf(plugin, cases)) {
    const note = (law: string) => (error: unknown) => void breaches.push({ subject, law, problem: messageOf(error) })
    await hold((law, holds) => holds().catch(note(law))).catch(note('can be set up'))
  }
  return breaches
}
