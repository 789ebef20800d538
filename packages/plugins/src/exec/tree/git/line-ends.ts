import type { Git } from './git.ts'
import type { Settings } from './rules.ts'

/**
 * Clean tracked files whose line ends are not those that a checkout gives: git takes them for unchanged, and cannot give them back
 * (gitattributes(5), "text" and "eol"; git-ls-files(1), `--eol`). Reads only files that git may convert.
 */
export async function unlikeCheckout(git: Git, settings: Promise<Settings>): Promise<readonly string[]> {
  const list = (...limits: readonly string[]): Promise<readonly string[]> => git.paths(['ls-files', '-z', '--eol', ...limits])
  const [config, ofAttributes] = await Promise.all([settings, list('--', ...attributed)])
  const converts = config.autocrlf === 'true' || config.autocrlf === 'input'
  const listed = converts ? await list() : ofAttributes
  return listed.flatMap((line) => {
    const [facts, path] = splitAt(line, '\t')
    const { index, tree, attributes } = factsOf(facts)
    return tree === '' || tree === checkedOut(index, attributes, config) ? [] : [path]
  })
}

/** Files of which an attribute says that they are text; without one, and without `core.autocrlf`, nothing is converted. */
const attributed = ['text', 'text=auto', 'eol=lf', 'eol=crlf'].map((attribute) => `:(attr:${attribute})`)

/** `i/lf w/crlf attr/text=auto eol=lf`: in the index, in the tree (`''` for what is no file there), and the attributes. */
function factsOf(facts: string): { readonly index: string; readonly tree: string; readonly attributes: readonly string[] } {
  const [index = '', tree = '', ...attributes] = facts.trim().split(/ +/)
  return {
    index: index.slice('i/'.length),
    tree: tree.slice('w/'.length),
    attributes: attributes.join(' ').slice('attr/'.length).split(' '),
  }
}

/** The line ends that a checkout gives: only LF becomes something else. */
function checkedOut(index: string, attributes: readonly string[], settings: Settings): string {
  return index === 'lf' && makesCrlf(attributes, settings) ? 'crlf' : index
}

function makesCrlf(attributes: readonly string[], { autocrlf, eol }: Settings): boolean {
  if (attributes.includes('-text')) return false
  if (attributes.some((attribute) => attribute.startsWith('eol='))) return attributes.includes('eol=crlf')
  if (autocrlf === 'true' || autocrlf === 'input') return autocrlf === 'true'
  if (!attributes.some((attribute) => attribute.startsWith('text'))) return false
  return eol === 'crlf' || (eol !== 'lf' && process.platform === 'win32')
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}
