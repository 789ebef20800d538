import { join } from 'node:path'
import { largestFile } from './sign-off-file.ts'

/** What reading a folder of sign-offs needs; `node:fs/promises` has it. */
export interface FolderReader {
  readdir(path: string): Promise<string[]>
  lstat(path: string): Promise<{ isFile(): boolean; readonly size: number }>
  readFile(path: string): Promise<Uint8Array>
}

/** A file of a folder of sign-offs; with why it was not read, where it was not. */
export interface FolderFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly unread?: string
}

/** The sign-off files of a folder, by name; none where there is no such folder. Links, what is no file, and files that are too large are not read. */
export async function readSignOffFolder(folder: string, fs: FolderReader): Promise<readonly FolderFile[]> {
  const names = await fs.readdir(folder).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  const found: FolderFile[] = []
  for (const name of names.filter((one) => one.endsWith('.json')).toSorted()) {
    const unread = problemOf(await fs.lstat(join(folder, name)))
    found.push(unread === undefined ? { name, bytes: await fs.readFile(join(folder, name)) } : { name, bytes: new Uint8Array(), unread })
  }
  return found
}

function problemOf(stat: { isFile(): boolean; readonly size: number }): string | undefined {
  if (!stat.isFile()) return 'it is a link, or no plain file'
  return stat.size > largestFile ? `it is larger than ${largestFile} bytes` : undefined
}
