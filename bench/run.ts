/** Runs the benchmarks, or those that are named: `npm run bench -- start-up validate`. Each is a process of its own. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'

const folder = import.meta.dirname
const all = globSync('*.ts', { cwd: folder })
  .map((path) => basename(path, '.ts'))
  .filter((name) => !['run', 'measure', 'plans', 'processes', 'trivial-run'].includes(name))
  .toSorted()

const named = process.argv.slice(2)
const unknown = named.filter((name) => !all.includes(name))
if (unknown.length > 0) throw new Error(`There is no benchmark "${unknown[0]}", but: ${all.join(', ')}`)

if (!existsSync(join(folder, 'node_modules'))) finish(spawnSync('npm', ['ci', '--silent'], { cwd: folder, stdio: 'inherit' }).status)
for (const name of named.length > 0 ? named : all) {
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.ts`)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

function finish(status: number | null): void {
  if (status !== 0) throw new Error('Cannot install the peers of bench/package.json')
}
