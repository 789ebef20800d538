import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every file, link and folder below a root, with mode and content, by relative path; without `.backout`, `.git` and what `skip` names. */
export function fileTree(root: string, skip: readonly string[] = []): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name)
      const shown = relative(root, path)
      if (name === '.backout' || name === '.git' || skip.includes(shown)) continue
      const stat = lstatSync(path)
      const mode = (stat.mode & 0o777).toString(8)
      if (stat.isSymbolicLink()) found[shown] = `link ${readlinkSync(path)}`
      else if (stat.isDirectory()) {
        found[shown] = `folder ${mode}`
        visit(path)
      } else found[shown] = `file ${mode} ${readFileSync(path).toString('base64')}`
    }
  }
  visit(root)
  return found
}
