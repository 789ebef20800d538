/** What a command costs before it does anything: whole processes, beside the least that Node and oclif can be. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './measure.ts'
import { programs, start } from './processes.ts'

const empty = mkdtempSync(join(tmpdir(), 'backout-start-up-'))
const floor = 'bare oclif'
const commands = [['--version'], ['plugins'], ['status'], ['resume', '--due'], ['validate', '--help']]

try {
  await compare(
    'start-up',
    [
      { name: floor, run: () => void start(programs.bareOclif, ['hello']) },
      { name: 'node -e 0', run: () => void start(programs.node, ['-e', '0']) },
      ...commands.map((args) => ({ name: nameOf(args), run: () => void start(programs.plan, args, { cwd: empty }) })),
    ],
    { rounds: 21, warmups: 2, targets: commands.slice(0, 4).map((args) => ({ subject: nameOf(args), against: floor, time: 1.15 })) },
  )
} finally {
  rmSync(empty, { recursive: true, force: true })
}

function nameOf(args: readonly string[]): string {
  return `plan ${args.join(' ')}`
}
