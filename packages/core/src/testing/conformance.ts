import { describe, test } from 'node:test'
import type { Plugin } from '../plugin.ts'
import type { Cases } from './case.ts'
import { subjectsOf } from './subject/subjects.ts'

/**
 * The one conformance suite: registers tests (of `node:test`) that hold a plugin, each of its step types and each of its drivers against the laws of the
 * contract, once for each case. Call it at the top level of a test file; for another test runner there is {@link breachesOf}.
 */
export function conformance(plugin: Plugin, cases: Cases): void {
  void describe(`plugin ${plugin.name}`, () => {
    for (const { title, hold } of subjectsOf(plugin, cases)) {
      void test(title, (t) => hold((law, holds) => t.test(`Law: it ${law}`, holds)))
    }
  })
}
