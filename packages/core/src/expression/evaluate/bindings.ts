import type { CelInput } from '@bufbuild/cel'
import { PlanError, type Value } from '../../model/index.ts'
import type { Names } from '../read/names.ts'
import type { ExpressionScope } from '../scope.ts'
import { celMapOf, toCel } from './values.ts'

/** What the names of one expression stand for, as CEL takes it: only what it reads. Errors: `missing` for a secret that is not set. */
export function bindingsFor(names: Names, scope: ExpressionScope): Record<string, CelInput> {
  const bindings = Object.create(null) as Record<string, CelInput>
  bindings['environment'] = scope.environment
  bindings['run'] = celMapOf(Object.entries(scope.run))
  bindings['inputs'] = celMapOf(
    Object.entries(scope.inputs).map(([name, value]) => [name, toCel(value, scope.schemas?.inputs?.[name])] as const),
  )
  bindings['secrets'] = celMapOf(names.secrets.map((name) => [name, secret(name, scope)] as const))
  if (names.steps.length > 0 || names.computed.includes('steps')) bindings['steps'] = steps(names.steps, scope)
  if (scope.outputs !== undefined && names.outputs) bindings['outputs'] = toCel(scope.outputs, scope.schemas?.outputs)
  if (scope.each && names.each) bindings['each'] = celMapOf([['value', toCel(scope.each.value)]])
  return bindings
}

function secret(name: string, scope: ExpressionScope): string {
  const value = scope.secrets(name)
  if (value !== undefined) return value
  throw new PlanError('missing', `Cannot read secret "${name}": it is not set`, {
    hint: `Set the environment variable ${name}, or ${name}_FILE to the path of a file that holds it`,
  })
}

/** `steps.expand.outputs`, `steps["backfill[a]"].outputs`, and `steps.backfill.a.outputs` for the steps of a `forEach`. */
function steps(ids: readonly string[], scope: ExpressionScope): CelInput {
  const found = new Map<string, CelInput>()
  for (const id of ids) {
    const outputs = scope.steps.get(id)
    if (outputs !== undefined) found.set(id, stepMap(id, outputs, scope))
    else if (!id.includes('[')) family(id, scope, found)
  }
  return celMapOf(found)
}

function family(id: string, scope: ExpressionScope, found: Map<string, CelInput>): void {
  const members = [...scope.steps].filter(([name]) => name.startsWith(`${id}[`) && name.endsWith(']'))
  if (members.length === 0) return
  found.set(id, celMapOf(members.map(([name, outputs]) => [name.slice(id.length + 1, -1), stepMap(name, outputs, scope)])))
}

function stepMap(id: string, outputs: Value, scope: ExpressionScope): CelInput {
  const schema = scope.schemas?.steps?.get(id) ?? scope.schemas?.steps?.get(id.replace(/\[.*$/s, ''))
  return celMapOf([['outputs', toCel(outputs, schema)]])
}
