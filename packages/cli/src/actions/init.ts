import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { discoverPlans } from '@backout/core/load'
import { findRoot } from '@backout/core/load/find-root'
import { PlanError } from '@backout/core/model'
import type { Call } from '../call.ts'
import { openRepository, readProject } from '../compose/repository.ts'
import { firstPlan, firstProject } from '../first-plan.ts'
import type { Answer } from '../plan-command.ts'
import { recordPath } from '../record-path.ts'
import type { InitJson } from '../shapes/init.ts'
import { writeNew } from '../write-file.ts'

/** What `plan init` was told. */
export interface InitOptions {
  readonly name: string
}

/** Writes `backout.yaml` where there is none, and a first plan. Nothing that is there is overwritten. Errors: `invalid`, `refused`, `failed`. */
export async function init({ name }: InitOptions, call: Call): Promise<Answer<InitJson>> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    const meant = asName(name)
    throw new PlanError('invalid', `Cannot write plan "${name}": a name has small letters, digits and hyphens, and begins with a letter`, {
      hint: meant === '' ? 'plan init first-plan' : `plan init ${meant}`,
    })
  }
  const root = call.root === undefined ? findRoot(call.cwd) : (await openRepository(call)).root
  const path = `plans/${name}/plan.yaml`
  if (existsSync(join(root, path)))
    throw new PlanError('refused', `Cannot write plan "${name}": "${path}" is there already`, { hint: 'Give another name: plan init NAME' })
  const files = new Map([
    ...(existsSync(join(root, 'backout.yaml')) ? [] : [['backout.yaml', firstProject] as const]),
    [path, firstPlan(name)],
  ])
  for (const [file, text] of files) writeNew(root, file, text)
  const created = [...files.keys()]
  const found = await isFound(path, call)
  const elsewhere = found ? [] : ['Note that "plans" of backout.yaml does not list it: name it by its path, or move it']
  return {
    result: { name, path, created },
    // From a folder below, it shows that the files are not in there.
    text: [...created.map((file) => `Wrote ${recordPath(call.cwd, join(root, file))}`), ...elsewhere].join('\n'),
    next: `plan preview ${found ? name : path}`,
  }
}

/** Whether the plan is among those of the repository; `backout.yaml` may look for them elsewhere. */
async function isFound(path: string, call: Call): Promise<boolean> {
  const { root, project } = await readProject(call)
  return discoverPlans(root, project, []).includes(path)
}

function asName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
}
