import { shellWord } from '@backout/core/model'
import { commandNames } from '../command-line/command-names.ts'

/** Commands that are hinted at, with the `--root` that this one was called with: without it they would be about another repository. */
export function withRoot(hint: string, root: string | undefined): string {
  return root === undefined ? hint : hint.replaceAll(command, (found) => `${found} --root ${shellWord(root)}`)
}

const command = new RegExp(`\\bplan (?:${commandNames.join('|')})\\b(?! --root)`, 'g')
