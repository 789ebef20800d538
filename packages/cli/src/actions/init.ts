import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findRoot } from '@backout/core/load/find-root'
import { PlanError } from '@backout/core/model'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import { firstPlan, firstProject } from '../first-plan.ts'
import type { Answer } from '../plan-command.ts'
import type { InitJson } from '../shapes/init.ts'

/** What `plan init` was told. */
export interface InitOptions {
  readonly name: string
}

/** Writes `backout.yaml` where there is none, and a first plan. Nothing that is there is overwritten. Errors: `invalid`, `refused`. */
export async function init({ name }: InitOptions, call: Call): Promise<Answer<InitJson>> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new PlanError('invalid', `Cannot write plan "${name}": a name has small letters, digits and hyphens, and begins with a letter`)
  }
  const root = call.root === undefined ? findRoot(call.cwd) : (await openRepository(call)).root
  const path = `plans/${name}/plan.yaml`
  if (existsSync(join(root, path))) throw new PlanError('refused', `Cannot write plan "${name}": "${path}" is there already`)
  const files = new Map([
    ...(existsSync(join(root, 'backout.yaml')) ? [] : [['backout.yaml', firstProject] as const]),
    [path, firstPlan(name)],
  ])
  for (const [file, text] of files) write(join(root, file), text)
  const created = [...files.keys()]
  return {
    result: { name, path, created },
    text: created.map((file) => `Wrote ${file}`).join('\n'),
    next: `plan preview ${name}`,
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { flag: 'wx' })
}
