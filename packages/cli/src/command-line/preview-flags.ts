import { boolean, string } from '@oclif/core/flags'
import type { InferredFlags } from '@oclif/core/interfaces'
import { unreadableCall } from './unreadable-call.ts'

/** Where the help lists them. */
const helpGroup = 'PREVIEW'

/** What only a preview heeds. `BACKOUT_ALLOW_HOSTS` and `BACKOUT_ALLOW_FILES` hold lists with commas. */
export const previewFlags = {
  full: boolean({ helpGroup, summary: 'Whole diffs; otherwise three hunks for each step.' }),
  out: string({ helpGroup, char: 'o', summary: 'Write it to a file, in the place of one that is there.', helpValue: 'FILE' }),
  'allow-host': string({
    helpGroup,
    multiple: true,
    multipleNonGreedy: true,
    summary: 'A host that may be asked, read-only. Repeatable, or BACKOUT_ALLOW_HOSTS=a,b:5432. Loopback always may.',
    helpValue: 'HOST[:PORT]',
  }),
  'allow-file': string({
    helpGroup,
    multiple: true,
    multipleNonGreedy: true,
    summary:
      'A database or a certificate outside of the repository that may be read, or a folder of them. Repeatable, or BACKOUT_ALLOW_FILES=a,b.',
    helpValue: 'PATH',
  }),
  'allow-plugins': boolean({ helpGroup, summary: "Load the code of the repository's third-party plugins." }),
}

/** These flags as they were given. */
export type GivenPreviewFlags = InferredFlags<typeof previewFlags>

/** What they say, as the action of a preview takes it. */
export function previewOptions(given: GivenPreviewFlags) {
  return {
    full: given.full,
    out: given.out,
    allowHosts: given['allow-host'] ?? [],
    allowFiles: given['allow-file'] ?? [],
    allowPlugins: given['allow-plugins'],
  }
}

/** Refuses them where nothing is previewed. Errors: `invalid`. */
export function demandNoPreview(given: GivenPreviewFlags): void {
  const flag = (Object.keys(previewFlags) as (keyof typeof previewFlags)[]).find((name) => given[name])
  if (flag === undefined) return
  throw unreadableCall(`--${flag} is for --dry-run alone`, 'plan run --help')
}
