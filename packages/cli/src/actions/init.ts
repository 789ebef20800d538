import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { discoverPlans, planNames } from '@backout/core/load'
import { PlanError } from '@backout/core/model'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import { firstEnvironment } from '../compose/repository/first-environment.ts'
import { firstPlan, firstProject } from './first-plan.ts'
import { planCall } from '../next/plan-call.ts'
import { planWord } from '../compose/repository/plan-word.ts'
import type { Answer } from '../plan-command.ts'
import { pathFrom } from '../system/path-from.ts'
import type { InitJson } from '../shapes/init.ts'
import { writeNew } from '../system/write-file.ts'

/** What `plan init` was told. */
export interface InitOptions {
  readonly name: string
}

/** Writes `backout.yaml` where there is none, and a first plan. Nothing that is there is overwritten. Errors: `invalid`, `refused`, `failed`. */
export async function init({ name }: InitOptions, call: Call): Promise<Answer<InitJson>> {
  demandName(name)
  const { root, project } = await openRepository(call)
  const path = pathOf(name)
  demandFree(name, root, planNames(root, project))
  const files = new Map([
    ...(existsSync(join(root, 'backout.yaml')) ? [] : [['backout.yaml', firstProject] as const]),
    [path, firstPlan(name)],
  ])
  const created = [...files.keys()]
  // The plan first: where it cannot be written, nothing is.
  for (const file of created.toReversed()) writeNew(root, file, files.get(file)!)
  const found = discoverPlans(root, project, []).includes(path)
  const elsewhere = found ? [] : ['Note that "plans" of backout.yaml does not list it: name it by its path, or move it']
  return {
    result: { name, path, created },
    // From a folder below, it shows that the files are not in there.
    text: [...created.map((file) => `Wrote ${pathFrom(call.cwd, join(root, file))}`), ...elsewhere].join('\n'),
    next: planCall('preview', planWord({ name, path }, { root, project }, call.cwd), { env: firstEnvironment(project) }),
  }
}

/** Errors: `invalid`, with the name that was probably meant. */
function demandName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) return
  const meant = asName(name)
  const rule = 'a name has at most 100 small letters, digits, hyphens, dots and underscores, and begins with a letter or a digit'
  throw new PlanError('invalid', `Cannot write plan "${name}": ${rule}`, {
    hint: meant === '' ? 'plan init first-plan' : `plan init ${meant}`,
  })
}

/** Errors: `refused` where there is a plan of that name, or a file. */
function demandFree(name: string, root: string, names: PlanNames): void {
  const why = existsSync(join(root, pathOf(name)))
    ? `"${pathOf(name)}" is there already`
    : names.get(name) && `"${names.get(name)![0]}" has that name`
  if (why) throw new PlanError('refused', `Cannot write plan "${name}": ${why}`, { hint: `plan init ${freeName(name, root, names)}` })
}

type PlanNames = ReturnType<typeof planNames>

function freeName(name: string, root: string, names: PlanNames): string {
  const stem = name.slice(0, 90)
  for (let number = 2; ; number++) {
    const free = `${stem}-${number}`
    if (!names.has(free) && !existsSync(join(root, pathOf(free)))) return free
  }
}

function pathOf(name: string): string {
  return `plans/${name}/plan.yaml`
}

function asName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+/g, '')
    .slice(0, 100)
    .replaceAll(/-+$/g, '')
}
