// A process of claims-race.test.ts: claims the run `r`, again and again until it has it, and appends to its journal until it is killed or told enough.
import { appendFileSync } from 'node:fs'
import { folderRunStore } from '@backout/core/record'
import { note } from './support.ts'

const [runs = '', log = '', name = '', count = '0'] = process.argv.slice(2)
const store = folderRunStore(runs, { clock: { now: () => new Date() } })

/** One line, written at once: what several processes say stays in order. */
const say = (what: string): void => appendFileSync(log, `${what} ${name}\n`)

async function attempt(): Promise<boolean> {
  try {
    await using claim = await store.claim({ run: 'r', names: ['run:r', 'environment:local'], holder: name, purpose: 'race' })
    say(`won ${claim.epoch}`)
    await using journal = await store.append('r', claim)
    for (let index = 0; index < Number(count); index++) await journal.append([note(`${name} ${index}`)], 'durable')
    say('left')
    return true
  } catch (error) {
    const { code } = error as { readonly code?: string }
    if (code !== 'busy') say(`failed ${code} ${String(error)}`)
    return code !== 'busy'
  }
}

say('ready')
while (!(await attempt())) await new Promise((resolve) => setTimeout(resolve, 2))
