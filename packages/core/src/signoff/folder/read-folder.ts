import { basename, join } from 'node:path'
import { PlanError } from '../../model/index.ts'
import { largestFile } from './sign-off-file.ts'

/** What reading a folder of sign-offs needs; `node:fs/promises` has it. */
export interface FolderReader {
  readdir(path: string): Promise<string[]>
  lstat(path: string): Promise<{ isFile(): boolean; isSymbolicLink(): boolean; readonly size: number }>
  readFile(path: string): Promise<Uint8Array>
}

/** A file of a folder of sign-offs; with why it was not read, where it was not. */
export interface FolderFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly unread?: string
}

/**
 * The sign-off files of a folder, by name; none where there is no such folder. Links (also the folder, if it is one), what is no file, files that are too
 * large, and those after the first thousand are not read. Errors: `refused` for what this user may not read: it may be a rejection.
 */
export async function readSignOffFolder(folder: string, fs: FolderReader): Promise<readonly FolderFile[]> {
  const stat = await fs.lstat(folder).catch(unlessMissing(folder))
  if (stat?.isSymbolicLink()) return [unread(basename(folder), 'it is a link')]
  const names = (await fs.readdir(folder).catch(unlessMissing(folder))) ?? []
  const found: FolderFile[] = []
  for (const [index, name] of names
    .filter((one) => one.endsWith('.json'))
    .toSorted()
    .entries())
    found.push(index < mostFiles ? await readIn(folder, name, fs) : unread(name, `there are more than ${mostFiles} files`))
  return found
}

/** More files than any plan has: beyond, somebody means harm. */
const mostFiles = 1000

async function readIn(folder: string, name: string, fs: FolderReader): Promise<FolderFile> {
  const path = join(folder, name)
  try {
    const problem = problemOf(await fs.lstat(path))
    return problem === undefined ? { name, bytes: await fs.readFile(path) } : unread(name, problem)
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

function unread(name: string, why: string): FolderFile {
  return { name, bytes: new Uint8Array(), unread: why }
}

function unlessMissing(path: string): (error: Error & { readonly code?: string }) => undefined {
  return (error) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): PlanError {
  return new PlanError('refused', `Cannot check sign-offs: "${path}" cannot be read`, {
    cause,
    hint: 'It may be a rejection: let the user that Backout runs as read it, or remove it',
  })
}

function problemOf(stat: { isFile(): boolean; readonly size: number }): string | undefined {
  if (!stat.isFile()) return 'it is a link, or no plain file'
  return stat.size > largestFile ? `it is larger than ${largestFile} bytes` : undefined
}
