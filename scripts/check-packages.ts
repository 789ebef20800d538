import { spawnSync } from 'node:child_process'

/** Looks at each package as npm would publish it: its manifest (publint), and how its types resolve (attw). */
for (const name of ['core', 'plugins', 'cli']) {
  const folder = `packages/${name}`
  run('publint', ['run', '--strict', folder])
  // The command line has nothing to import.
  if (name !== 'cli') run('attw', ['--pack', '--profile', 'esm-only', '--no-definitely-typed', folder])
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  console.error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  process.exitCode = 1
}
