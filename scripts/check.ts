import { spawnSync } from 'node:child_process'
import { styleText } from 'node:util'

/** What `npm run check` runs, in this order: everything, whatever fails before. `--static` leaves the tests out. */
const parts: readonly { readonly name: string; readonly command: string }[] = [
  { name: 'build', command: 'npm run --silent build' },
  { name: 'types', command: 'npm run --silent types' },
  { name: 'lint', command: 'npm run --silent lint' },
  { name: 'format', command: 'biome format .' },
  { name: 'unused', command: 'npm run --silent unused' },
  { name: 'packages', command: 'npm run --silent packages' },
  { name: 'tests', command: 'npm run --silent test' },
]

const chosen = process.argv.includes('--static') ? parts.filter(({ name }) => name !== 'tests') : parts
const failed = chosen.filter((part) => !passes(part))
if (failed.length > 0) {
  console.log(styleText('red', `\nfailed: ${failed.map(({ name }) => name).join(', ')}`))
  process.exitCode = 1
}

function passes({ name, command }: { readonly name: string; readonly command: string }): boolean {
  console.log(styleText('bold', `\n${name}`))
  const start = performance.now()
  const { status } = spawnSync(command, { stdio: 'inherit', shell: true })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (name !== 'tests') console.log(status === 0 ? `ok, ${seconds} s` : styleText('red', `failed, ${seconds} s`))
  return status === 0
}
