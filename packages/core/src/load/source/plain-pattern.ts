import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A pattern that says where to look and what files are called there, and nothing else: `plans/**` and then `{plan,*.plan}.yaml`. */
export interface PlainPattern {
  /** With `/` at its end; empty for the root. */
  readonly folder: string
  readonly isDeep: boolean
  readonly name: RegExp
}

/** Reads a pattern as a plain one; undefined where it says more than that, and is for a glob to understand. */
export function plainPattern(pattern: string): PlainPattern | undefined {
  const [, folder, deep, name] = shape.exec(pattern) ?? []
  if (folder === undefined || name === undefined || name.includes('**')) return undefined
  const source = name.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('{', '(?:').replaceAll(',', '|').replaceAll('}', ')')
  return { folder, isDeep: deep !== undefined, name: new RegExp(`^(?!\\.)${source}$`, 's') }
}

const shape =
  /^((?:[\w-][\w.-]*\/)*)(\*\*\/)?((?:[\w*-]|\{[\w*-][\w.*-]*(?:,[\w*-][\w.*-]*)+\})(?:[\w.*-]|\{[\w*-][\w.*-]*(?:,[\w*-][\w.*-]*)+\})*)$/

/** The files of a plain pattern, with `/`, relative to the root. Hidden folders, those that `isLeftOut` names, and links to folders are not looked into. */
export function filesOfPlain(
  root: string,
  { folder, isDeep, name }: PlainPattern,
  isLeftOut: (path: string) => boolean,
): readonly string[] {
  const paths: string[] = []
  const folders = [folder]
  for (const at of folders) {
    for (const entry of entriesOf(join(root, at))) {
      if (isLeftOut(entry.name)) continue
      if (isDeep && entry.isDirectory() && !entry.name.startsWith('.')) folders.push(`${at}${entry.name}/`)
      if (name.test(entry.name)) paths.push(at + entry.name)
    }
  }
  return paths
}

/** Of a folder that is not there, or can't be read: none. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
