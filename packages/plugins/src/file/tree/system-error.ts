import { messageOf, PlanError, systemCodeOf } from '@backout/core/plugin'

/** Runs what reaches the file system for one path. An error of the system becomes `failed`, and names that path, not the descriptor it was reached by. */
export function reaching<T>(doing: 'read' | 'write', path: string, body: () => T): T {
  try {
    return body()
  } catch (error) {
    const code = systemCodeOf(error)
    if (!/^E[A-Z0-9]+$/.test(code)) throw error
    const hint = doing === 'read' && code === 'EACCES' ? { hint: unreadable } : {}
    throw new PlanError('failed', `Cannot ${doing} "${path}"`, { cause: plain(code, messageOf(error)), ...hint })
  }
}

const unreadable = 'Let this user read it, or leave it out: with "!" in scope.files, and in `paths` or `writes`'

/** `EACCES: permission denied, open '…'` as `permission denied (EACCES)`. */
function plain(code: string, message: string): Error {
  const said = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1]
  return Object.assign(new Error(said === undefined ? message : `${said} (${code})`), { code })
}
