import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadPlanFile, loadProjectFile } from '@backout/core/load'
import type { Diagnostic } from '@backout/core/model'
import { type OtherPlan, type ProjectValidation, validatePlan, validateProject } from '@backout/core/validate'
import { fakePlugins } from '../../support/fake-plugins.ts'

/**
 * Each folder is a case: `plan.yaml` and perhaps `backout.yaml` and files that the plan brings in, and in `expected.txt` every diagnostic that
 * comes out, one on each line: file, line, column, severity, code. `others.json` holds the other plans of the repository.
 */
const folder = join(import.meta.dirname, '../../fixtures/validate')

for (const name of readdirSync(folder))
  test(`validatePlan() reports all of ${name}, at their places`, async () => {
    const expected = readFileSync(join(folder, name, 'expected.txt'), 'utf8')
    assert.equal(await check(join(folder, name)), expected)
  })

async function check(path: string): Promise<string> {
  const project = await projectOf(path)
  const diagnostics = [...(project?.diagnostics ?? []), ...(await planDiagnostics(path, project))]
  return diagnostics.map(line).join('')
}

async function projectOf(path: string): Promise<ProjectValidation | undefined> {
  const file = join(path, 'backout.yaml')
  if (!existsSync(file)) return undefined
  const document = loadProjectFile({ path: 'backout.yaml', text: readFileSync(file) })
  return validateProject(document, { plugins: fakePlugins, engineVersion: '1.0.0' })
}

async function planDiagnostics(path: string, project: ProjectValidation | undefined): Promise<readonly Diagnostic[]> {
  const file = join(path, 'plan.yaml')
  if (!existsSync(file)) return []
  const document = loadPlanFile({ path: 'plan.yaml', text: readFileSync(file) })
  const others = existsSync(join(path, 'others.json'))
    ? (JSON.parse(readFileSync(join(path, 'others.json'), 'utf8')) as readonly OtherPlan[])
    : []
  const { diagnostics } = await validatePlan(document, {
    plugins: fakePlugins,
    readFile: (one) => (existsSync(join(path, one)) ? readFileSync(join(path, one)) : undefined),
    others,
    ...(project && { project: project.ok ? project.project : project.legible }),
  })
  return diagnostics
}

function line({ at, severity, code }: Diagnostic): string {
  return `${at?.file}:${at?.line}:${at?.column} ${severity} ${code}\n`
}
