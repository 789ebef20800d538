import { createContext, Script, type Context } from 'node:vm'

const script = new Script('work()')
let context: (Context & { work?: () => unknown }) | undefined

/**
 * Runs synchronous work, and stops it in the middle after so many ms; `undefined` says that it was stopped. V8 checks for this also while a regular
 * expression backtracks, so that a pattern that would take years ends (documented with `timeout` of `node:vm`).
 */
export function withinTime<T>(ms: number, work: () => T): T | undefined {
  context ??= createContext({})
  context.work = work
  try {
    return script.runInContext(context, { timeout: ms }) as T
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined
    throw error
  } finally {
    delete context.work
  }
}
