import type { Tree } from './tree/tree.ts'

/**
 * What tells this working tree from one of another project: the address of the git remote `origin`, without protocol, user and `.git`, so that all clones
 * of a repository are one tree. Without such a remote all trees are one: each file is compared with its recorded state anyway before it is touched.
 */
export function identityOf(tree: Tree): string {
  const origin = originOf(tree)
  return origin ? `repository ${origin}` : 'working tree'
}

function originOf(tree: Tree): string | undefined {
  if (tree.entry('.git/config')?.kind !== 'file') return undefined
  const config = Buffer.from(tree.read('.git/config')).toString()
  const section = /^\s*\[remote "origin"\][^[]*?^\s*url\s*=\s*(.+?)\s*$/ms.exec(config)
  return section?.[1] && addressOf(section[1])
}

function addressOf(url: string): string | undefined {
  const match = /^(?:[a-z+]+:\/\/(?:[^@/]*@)?|(?:[^@/:]+@)(?=[^/]+:))([^/:]+)(?::\d+(?=\/))?[:/](.+?)(?:\.git)?\/?$/i.exec(url)
  return match ? `${match[1]!.toLowerCase()}/${match[2]!}` : undefined
}
