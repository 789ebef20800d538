import { createContext, Script, type Context } from 'node:vm'
import { PlanError } from '../model/index.ts'

const script = new Script('work()')
let context: (Context & { work?: () => unknown }) | undefined

/** Runs synchronous work for at most so many ms, and stops it in the middle if need be: CEL has no limit of its own. Errors: `timeout`. */
export function withTimeLimit<T>(ms: number, what: string, work: () => T): T {
  context ??= createContext({})
  context.work = work
  try {
    return script.runInContext(context, { timeout: ms }) as T
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause
    throw new PlanError('timeout', `Cannot evaluate "${what}": it takes longer than ${ms} ms`, { cause })
  } finally {
    delete context.work
  }
}
