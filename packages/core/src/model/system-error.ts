import { constants } from 'node:os'

/** The `code` of an error of the system or of Node.js (`ENOENT`), or `''`. */
export function systemCodeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return withNames(code).split(':', 1)[0] ?? ''
}

/** A message in which errors of the system that Node.js has no name for (`Unknown system error -122`) have the one of errno(3). */
export function withNames(message: string): string {
  return message.replaceAll(
    /Unknown system error -(\d+)(?:: Unknown system error -\1(?!\d))?/g,
    (nameless, errno) => names.get(Number(errno)) ?? nameless,
  )
}

/** Those that a disk or a share gives, and libuv does not know (https://docs.libuv.org/en/v1.x/errors.html). */
const names: ReadonlyMap<number, string> = new Map([
  [constants.errno.EDQUOT, 'EDQUOT: disk quota exceeded'],
  [constants.errno.ESTALE, 'ESTALE: stale file handle'],
])
