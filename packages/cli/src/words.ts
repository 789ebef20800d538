/** What people type who come from other tools, and the command of ours that does it. */
const words: { readonly [word: string]: string } = {
  apply: 'run',
  up: 'run',
  migrate: 'run',
  deploy: 'run',
  execute: 'run',
  exec: 'run',
  start: 'run',
  latest: 'run',
  down: 'rollback',
  undo: 'rollback',
  revert: 'rollback',
  back: 'rollback',
  destroy: 'rollback',
  downgrade: 'rollback',
  continue: 'resume',
  retry: 'resume',
  approve: 'sign',
  'sign-off': 'sign',
  signoff: 'sign',
  info: 'status',
  list: 'status',
  ls: 'status',
  history: 'status',
  pending: 'status',
  state: 'status',
  log: 'status',
  'dry-run': 'preview',
  dryrun: 'preview',
  plan: 'preview',
  diff: 'preview',
  updatesql: 'preview',
  lint: 'validate',
  check: 'validate',
  verify: 'validate',
  test: 'validate',
  fmt: 'validate --fix',
  fix: 'validate --fix',
  format: 'validate --fix',
  repair: 'resolve',
  'mark-applied': 'baseline',
  fake: 'baseline',
  adopt: 'baseline',
  'force-unlock': 'unlock',
  create: 'init',
  new: 'init',
  generate: 'init',
  make: 'init',
  describe: 'show',
  view: 'show',
  explain: 'show',
  commit: 'finalize',
  finish: 'finalize',
  complete: 'finalize',
  clean: 'finalize',
  providers: 'plugins',
}

/** Flags of other tools, and ours that do it. */
const flagWords: { readonly [flag: string]: string } = {
  'auto-approve': 'yes',
  'non-interactive': 'yes',
  environment: 'env',
  target: 'env',
  var: 'input',
  set: 'input',
  param: 'input',
  'plan-only': 'dry-run',
  message: 'reason',
  output: 'out',
  directory: 'root',
  chdir: 'root',
  timeout: 'deadline',
}

/** The flag of ours that does what `flag` does elsewhere, both without their dashes, or undefined. */
export function flagForWord(flag: string): string | undefined {
  return Object.hasOwn(flagWords, flag) ? flagWords[flag] : undefined
}

/** All words of other tools, to measure a mistyped word against. */
export const otherWords: readonly string[] = Object.keys(words)

/** The command that does what `word` does elsewhere, or undefined. */
export function commandForWord(word: string): string | undefined {
  return Object.hasOwn(words, word.toLowerCase()) ? words[word.toLowerCase()] : undefined
}
