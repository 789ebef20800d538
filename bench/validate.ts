/** `plan validate` beside ajv-cli, which knows nothing but the schema, and beside the YAML parser alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare } from './measure.ts'
import { mixedPlan } from './plans.ts'
import { programs, root, start } from './processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'backout-validate-'))
const parse = `import('yaml').then(({ parse }) => parse(require('node:fs').readFileSync(process.argv[1], 'utf8')))`

try {
  const small = planFile(100)
  const large = planFile(2000)
  const schema = join(root, 'schemas/plan.schema.json')
  await compare(
    'a plan of 100 steps',
    [
      { name: 'ajv-cli', run: () => void start(programs.ajv, ['validate', '--strict=false', '-s', schema, '-d', small]) },
      { name: 'yaml alone', run: () => void start(programs.node, ['-e', parse, small], { cwd: root }) },
      { name: 'plan validate', run: () => void start(programs.plan, ['validate', small, '--root', folder]) },
    ],
    { rounds: 15, targets: [{ subject: 'plan validate', against: 'ajv-cli', time: 0.75 }] },
  )
  await compare(
    'a plan of 2,000 steps',
    [
      { name: 'yaml alone', run: () => void start(programs.node, ['-e', parse, large], { cwd: root }) },
      { name: 'ajv-cli', run: () => void start(programs.ajv, ['validate', '--strict=false', '-s', schema, '-d', large]) },
      { name: 'plan validate', run: () => void start(programs.plan, ['validate', large, '--root', folder]) },
    ],
    { rounds: 9, targets: [{ subject: 'plan validate', against: 'yaml alone', time: 1.3 }] },
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function planFile(steps: number): string {
  const path = join(folder, `plan-${steps}.yaml`)
  writeFileSync(path, mixedPlan(steps))
  return path
}
