// A plan on SQLite, files and a local HTTP service is previewed, run, reported and rolled back, and it is shown that all is as before.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { type Fingerprints, fingerprints } from './demo/fingerprints.ts'
import { makeRepository } from './demo/make-repository.ts'
import { startService } from './demo/service.ts'

const bin = fileURLToPath(new URL('../packages/cli/bin/plan.js', import.meta.url))
const name = 'split-customer-name'

await using service = await startService()
const root = makeRepository(service.url)
try {
  say(`A repository in ${root}, with a database, a service that reads it, and the plan "${name}".`)
  const before = fingerprints(root, service.flags)
  await plan('validate')
  await plan('preview', name)
  await plan('run', name)
  const during = fingerprints(root, service.flags)
  await plan('report')
  await plan('rollback', '--reason', 'to show that it can be backed out')
  await plan('status')
  prove(before, during, fingerprints(root, service.flags))
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** Runs a command in the repository, as one would type it. */
async function plan(...args: readonly string[]): Promise<void> {
  say(`$ plan ${args.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')}`)
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, stdio: 'inherit' })
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(`plan ${args[0]} ended with exit status ${status}`)
}

function prove(before: Fingerprints, during: Fingerprints, after: Fingerprints): void {
  say('SHA-256 of everything, before the run, after it, and after the rollback:')
  for (const part of Object.keys(before) as readonly (keyof Fingerprints)[]) {
    const shown = [before, during, after].map((each) => each[part].slice(0, 16)).join('  ')
    console.log(`  ${part.padEnd(16)} ${shown}  ${after[part] === before[part] ? '✔ as before' : '✖ differs'}`)
  }
  const same = JSON.stringify(after) === JSON.stringify(before)
  const changed = Object.entries(during).every(([part, digest]) => digest !== before[part as keyof Fingerprints])
  if (!same || !changed) throw new Error(same ? 'The run did not change everything it should' : 'The rollback left something behind')
  console.log('\nThe run changed all of it, and after the rollback all is as before.')
}

function say(text: string): void {
  console.log(`\n${styleText('bold', text)}`)
}
