import { PlanError } from '@backout/core/plugin'

/** Runs what reaches the file system for one path. An error of the system becomes `failed`, and names that path, not the descriptor it was reached by. */
export function reaching<T>(doing: 'read' | 'write', path: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (!isOfSystem(error)) throw error
    const hint = doing === 'read' && error.code === 'EACCES' ? { hint: unreadable } : {}
    throw new PlanError('failed', `Cannot ${doing} "${path}"`, { cause: plain(error), ...hint })
  }
}

const unreadable = 'Let this user read it, or leave it out: with "!" in scope.files, and in `paths` or `writes`'

interface SystemError {
  readonly code: string
  readonly message: string
}

function isOfSystem(error: unknown): error is SystemError {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)
}

/** `EACCES: permission denied, open '…'` as `permission denied (EACCES)`. */
function plain({ code, message }: SystemError): Error {
  const said = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1]
  return Object.assign(new Error(said === undefined ? message : `${said} (${code})`), { code })
}
