/**
 * `file/replace` over a tree of 10,000 files beside bare loops that read, replace and write: once without any safety, and once as durable (temporary file,
 * fsync, rename); and `plan run` beside other tools, which neither save what was there nor sync what they write. 500 of the files match.
 * Run: `node --conditions=backout-source bench/replace.ts`
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { WriteContext } from '@backout/core/plugin'
import { file } from '@backout/plugins/file'
import { compare } from './measure.ts'
import { programs, start, temporaryFolder } from './processes.ts'

const root = temporaryFolder('replace')
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
const guard = { allows: () => true, demand: () => undefined, demandAll: () => undefined }
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

/** A plan of its own each time, since one that was applied is not run again. */
function writePlan(kind: 'find' | 'pattern', what: string, replace: string): void {
  const input = JSON.stringify({ paths: ['src/**/*.ts'], [kind]: what, replace })
  const head = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: turn-${turn} }\nscope: { files: ["src/**"] }\n`
  writeFileSync(join(root, 'plan.yaml'), `${head}steps: [{ id: s, uses: file/replace, with: ${input} }]\n`)
}

function runPlan(kind: 'find' | 'pattern'): void {
  const [find, replace] = words()
  writePlan(kind, kind === 'find' ? find : escaped(find), replace)
  start(programs.plan, ['run', 'plan.yaml', '--yes', '--root', root], { cwd: root })
}

/** A stream editor over each file, as people write it in a shell. */
function edit(program: string, files: (find: string) => string = () => "find src -name '*.ts' -print0"): void {
  const [find, replace] = words()
  start(['sh'], ['-c', `${files(find)} | xargs -0 ${program} 's/${escaped(find)}/${replace}/g'`], { cwd: root })
}

function rewrite(): void {
  const [find, replace] = words()
  start(programs.astGrep, ['run', '--pattern', find, '--rewrite', replace, '--lang', 'ts', '--update-all', 'src'], { cwd: root })
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.')
}

await compare(
  'Replacing in 500 of 10,000 files, whole processes',
  [
    { name: 'sed -i', run: () => edit('sed -i') },
    { name: 'grep -l, then sed -i', run: () => edit('sed -i', (find) => `grep -rlZF --include='*.ts' '${find}' src`) },
    { name: 'perl -pi', run: () => edit('perl -pi -e') },
    { name: 'ast-grep', run: rewrite },
    { name: 'plan run, find', run: () => runPlan('find') },
    { name: 'plan run, pattern', run: () => runPlan('pattern') },
  ],
  {
    operations: 500,
    rounds: 5,
    targets: [
      { subject: 'plan run, find', against: 'sed -i', time: 1 },
      { subject: 'plan run, find', against: 'ast-grep', time: 1 },
      { subject: 'plan run, pattern', against: 'perl -pi', time: 1 },
    ],
  },
)
