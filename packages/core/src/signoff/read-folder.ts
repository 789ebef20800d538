import { join } from 'node:path'
import { largestFile } from './sign-off-file.ts'

/** What reading a folder of sign-offs needs; `node:fs/promises` has it. */
export interface FolderReader {
  readdir(path: string): Promise<string[]>
  lstat(path: string): Promise<{ isFile(): boolean; readonly size: number }>
  readFile(path: string): Promise<Uint8Array>
}

/**
 * The sign-off files of a folder, by name; none where there is no such folder. Links and other things that are no plain files are
 * left out; of a file that is too large only the first bytes that make it so are taken, so that it is reported and not read.
 */
export async function readSignOffFolder(
  folder: string,
  fs: FolderReader,
): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const names = await fs.readdir(folder).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  const found: { name: string; bytes: Uint8Array }[] = []
  for (const name of names.filter((one) => one.endsWith('.json')).toSorted()) {
    const stat = await fs.lstat(join(folder, name))
    if (!stat.isFile()) continue
    found.push({ name, bytes: stat.size > largestFile ? new Uint8Array(largestFile + 1) : await fs.readFile(join(folder, name)) })
  }
  return found
}
