import { createHash } from 'node:crypto'
import { type Entry, type Tree, wholeFile } from './tree.ts'

/** Nothing is there. */
export const absent = 'absent'

/**
 * What is at a path, as a text that two equal things share: `absent`, `file:<mode, octal>:<SHA-256, hex>`, `link:<target>`, `directory:<mode>`.
 * Everything is compared by it. Errors: `failed` for a device, a socket or a pipe.
 */
export function stateOf(tree: Tree, path: string): string {
  const file = tree.look(path)
  if (file) return fileState(file.mode, hashOf(file.bytes))
  const entry = tree.entry(path)
  return entry === undefined ? absent : stateOfEntry(tree, path, entry)
}

/** The state of a path; of a file that may not be read it tells only whether somebody has changed it: see {@link isClosed}. */
export function stateOrStamp(tree: Tree, path: string): string {
  try {
    return stateOf(tree, path)
  } catch (error) {
    const entry = isDenied(error) ? tree.entry(path) : undefined
    if (entry === undefined) throw error
    return entry.kind === 'directory' ? directoryState(entry.mode) : `${closed}${entry.stamp}`
  }
}

/** Whether a state tells only that somebody changed what is there: it may not be read, or has a name or a target that is not UTF-8. */
export function isClosed(state: string): boolean {
  return state.startsWith(closed)
}

const closed = 'special:'

/** Whether an error says that this process may not look there. */
export function isDenied(error: unknown): boolean {
  return (error as { readonly cause?: { readonly code?: string } }).cause?.code === 'EACCES'
}

/** Has what is at paths at hand: the contents of large files are looked at without holding the thread. */
export async function learnStates(tree: Tree, paths: Iterable<string>): Promise<void> {
  // To await nothing would have directories opened again.
  for (const path of paths) {
    const learnt = tree.learn(path)
    if (learnt) await learnt
  }
}

/** Whether a path is at a state, but for a mode that the file system does not keep. */
export function isAt(tree: Tree, path: string, wanted: string, now: string): boolean {
  if (now === wanted) return true
  const [was, is] = [wanted.split(':'), now.split(':')]
  return was[0] === 'file' && is[0] === 'file' && was[2] === is[2] && !tree.keepsMode(path, wanted)
}

/** The state of an entry that was just looked up. */
export function stateOfEntry(tree: Tree, path: string, entry: Entry): string {
  switch (entry.kind) {
    case 'file':
      return fileState(entry.mode, entry.size > wholeFile ? tree.hash(path) : hashOf(tree.read(path)))
    case 'link':
      return `link:${entry.target}`
    case 'directory':
      return directoryState(entry.mode)
    case 'special':
      return entry.digest === undefined ? 'special' : `${closed}${entry.digest}`
    default:
      return entry satisfies never
  }
}

/** What a kind is called. */
export function wordFor(kind: 'absent' | Entry['kind']): string {
  return kind === 'link' ? 'symbolic link' : kind === 'special' ? 'special file' : kind
}

/** The state of a file with a content of that SHA-256 (hex). */
export function fileState(mode: number, hash: string): string {
  return `file:${mode.toString(8)}:${hash}`
}

/** The state of a directory. */
export function directoryState(mode: number): string {
  return `directory:${mode.toString(8)}`
}

/** What a state's text says. `mode` is given for files and directories, `target` for links. */
export function readState(state: string): { readonly kind: 'absent' | Entry['kind']; readonly mode: number; readonly target: string } {
  const [kind, rest] = [state.split(':', 1)[0] as 'absent' | Entry['kind'], state.slice(state.indexOf(':') + 1)]
  return { kind, mode: kind === 'link' ? 0 : Number.parseInt(rest, 8), target: kind === 'link' ? rest : '' }
}

/** SHA-256 (hex). */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** SHA-256 (hex) of a content in pieces. */
export function hashOfChunks(chunks: Iterable<Uint8Array>): string {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}
