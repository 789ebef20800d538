import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeRecords, notesIn, type Records, writeRun } from './support.ts'
import { until } from '../../support/until.ts'

const program = join(import.meta.dirname, 'claimant.ts')

function start(records: Records, name: string, count: number): ChildProcess {
  return spawn(process.execPath, ['--conditions=backout-source', program, records.runs, logOf(records), name, String(count)], {
    stdio: 'ignore',
  })
}

const logOf = ({ root }: Records): string => join(root, 'log')
const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.on('exit', resolve))

/** What the processes said so far, as words. */
function said(records: Records): readonly (readonly string[])[] {
  const text = existsSync(logOf(records)) ? readFileSync(logOf(records), 'utf8') : ''
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
}

const endless = 1e9

test('Law: of many processes that claim at once exactly one wins, and when it is killed exactly one takes over', async (t) => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const children = Array.from({ length: 8 }, (_, index) => start(records, `p${index}`, endless))
  t.after(() => children.map((child) => child.kill('SIGKILL')))
  const winners = (): readonly string[] => said(records).flatMap(([what, , name]) => (what === 'won' ? [name!] : []))
  for (let round = 1; round <= children.length; round++) {
    await until(() => winners().length >= round)
    const winner = children[Number(winners().at(-1)!.slice(1))]!
    // Long enough for another to win as well, were that possible.
    await until(() => said(records).filter(([what]) => what === 'ready').length === children.length)
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(winners().length, round)
    winner.kill('SIGKILL')
    await ended(winner)
  }
  assert.deepEqual(
    [...winners()].toSorted(),
    children.map((_, index) => `p${index}`),
  )
  const epochs = said(records).flatMap(([what, epoch]) => (what === 'won' ? [Number(epoch)] : []))
  assert.deepEqual(
    epochs,
    [...new Set(epochs)].toSorted((a, b) => a - b),
    'each epoch is larger than all before',
  )
  assert.deepEqual(
    said(records).filter(([what]) => what === 'failed'),
    [],
  )
  await records.open().read('r')
})

test('Law: two processes never interleave: each appends all of its records before the next one begins', async () => {
  using records = makeRecords()
  await writeRun(records.open(), 'r', [])
  const children = Array.from({ length: 6 }, (_, index) => start(records, `p${index}`, 25))
  await Promise.all(children.map(ended))
  const order = said(records).flatMap(([what, , name]) => (what === 'won' ? [name!] : []))
  assert.equal(order.length, 6, JSON.stringify(said(records)))
  assert.deepEqual(
    await notesIn(records.open(), 'r'),
    order.flatMap((name) => Array.from({ length: 25 }, (_, index) => `${name} ${index}`)),
  )
})
