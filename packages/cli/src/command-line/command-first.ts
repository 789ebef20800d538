/** `--json` and `--root DIR` may stand before the command, as with other tools; oclif wants the command first. */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const at = globalFlags(argv)
  const [command, ...rest] = argv.slice(at)
  return command === undefined ? argv : [command, ...argv.slice(0, at), ...rest]
}

/** How many words at the beginning are flags that all commands have, with their values. */
function globalFlags(argv: readonly string[]): number {
  let at = 0
  while (isGlobal(argv[at])) at += argv[at] === '--root' ? 2 : 1
  return at
}

function isGlobal(word: string | undefined): boolean {
  return word === '--json' || word === '--root' || word?.startsWith('--root=') === true
}
