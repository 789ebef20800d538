import { basename, join } from 'node:path'
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

/** The sign-off files of a folder, by name; none where there is no such folder. Links (also the folder, if it is one), what is no file, files that are too large, and those after the first thousand are not read. */
export async function readSignOffFolder(folder: string, fs: FolderReader): Promise<readonly FolderFile[]> {
  const stat = await fs.lstat(folder).catch(unlessMissing)
  if (stat?.isSymbolicLink()) return [{ name: basename(folder), bytes: new Uint8Array(), unread: 'it is a link' }]
  const names = (await fs.readdir(folder).catch(unlessMissing)) ?? []
  const found: FolderFile[] = []
  for (const [index, name] of names
    .filter((one) => one.endsWith('.json'))
    .toSorted()
    .entries()) {
    const unread = index < mostFiles ? problemOf(await fs.lstat(join(folder, name))) : `there are more than ${mostFiles} files`
    found.push(unread === undefined ? { name, bytes: await fs.readFile(join(folder, name)) } : { name, bytes: new Uint8Array(), unread })
  }
  return found
}

/** More files than any plan has: beyond, somebody means harm. */
const mostFiles = 1000

function unlessMissing(error: Error & { readonly code?: string }): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

function problemOf(stat: { isFile(): boolean; readonly size: number }): string | undefined {
  if (!stat.isFile()) return 'it is a link, or no plain file'
  return stat.size > largestFile ? `it is larger than ${largestFile} bytes` : undefined
}
