/**
 * `file/replace` over a tree of 10,000 files beside bare loops that read, replace and write: once without any safety, and once as durable (temporary file,
 * fsync, rename). 500 of the files match. Run: `node --conditions=backout-source bench/replace.ts`
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { WriteContext } from '@backout/core/plugin'
import { file } from '@backout/plugins/file'
import { compare } from './measure.ts'

/** Under the working copy, not in the system's temporary folder: that may be in memory, where a sync costs nothing. */
const root = mkdtempSync(join(process.cwd(), '.backout-bench-'))
process.on('exit', () => rmSync(root, { recursive: true, force: true }))

const [old, fresh] = ['customer.full_name', 'customer.display_name']
const filler = 'const total = items.reduce((sum, item) => sum + item.price * item.count, 0)\n'.repeat(50)

/** Every 20th file has the text, three times. */
function makeTree(): void {
  for (let i = 0; i < 10_000; i++) {
    const directory = join(root, `src/module-${i % 200}`)
    if (i < 200) mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `file-${i}.ts`), i % 20 === 0 ? `${filler}${old}\n${old}\n${filler}${old}\n` : filler)
  }
}

/** The other way on every second turn, so that each run finds the same work. */
let turn = 0
const words = (): readonly [find: string, replace: string] => (turn++ % 2 === 0 ? [old, fresh] : [fresh, old])

function bareLoop(find: string, replace: string, write: (path: string, content: string) => void): void {
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue
    const content = readFileSync(join(root, 'src', path), 'utf8')
    if (content.includes(find)) write(join(root, 'src', path), content.replaceAll(find, replace))
  }
}

function durably(path: string, content: string): void {
  const fd = openSync(`${path}.tmp`, 'w')
  writeSync(fd, content)
  fsyncSync(fd)
  closeSync(fd)
  renameSync(`${path}.tmp`, path)
}

const step = file.steps.find(({ uses }) => uses === 'file/replace')!
const guard = { allows: () => true, demand: () => undefined }
const signal = new AbortController().signal

async function withContext(work: (context: WriteContext) => Promise<void>): Promise<void> {
  const session = await file.drivers[0]!.open({}, { resource: 'files', root, access: 'write', mode: 'run', guard, signal })
  await work({ session: async () => session, scope: () => ['src/**/*.ts'], note: () => undefined, signal } as unknown as WriteContext)
  await session[Symbol.asyncDispose]()
}

/** Computes the changes, as a preview does; with `apply`, captures and applies them. */
function backout(input: object, apply: boolean): Promise<void> {
  return withContext(async (context) => {
    for await (const { unit } of step.changes(input, context, {})) {
      if (!apply) continue
      for await (const piece of step.capture!(unit, context)) void piece
      await step.apply(unit, context)
    }
  })
}

makeTree()

await compare(
  'Looking for a text that is in none of 10,000 files',
  [
    { name: 'bare loop', run: () => bareLoop('nowhere_to_be_found', '', () => undefined) },
    { name: 'file/replace, find', run: () => backout({ find: 'nowhere_to_be_found', replace: '' }, false) },
    { name: 'file/replace, pattern', run: () => backout({ pattern: 'nowhere_to_be_\\w+', replace: '' }, false) },
    { name: 'file/replace, pattern without a text', run: () => backout({ pattern: '[QXZ]{9}', replace: '' }, false) },
  ],
  { operations: 10_000, targets: [{ subject: 'file/replace, find', against: 'bare loop', time: 2 }] },
)

await compare(
  'Replacing in 500 of 10,000 files',
  [
    { name: 'bare loop', run: () => bareLoop(...words(), writeFileSync) },
    { name: 'bare loop, durable', run: () => bareLoop(...words(), durably) },
    { name: 'file/replace, preview', run: () => backout({ find: old, replace: fresh }, false) },
    {
      name: 'file/replace',
      run: () => {
        const [find, replace] = words()
        return backout({ find, replace }, true)
      },
    },
  ],
  { operations: 500, rounds: 8, targets: [{ subject: 'file/replace', against: 'bare loop, durable', time: 1.5 }] },
)
