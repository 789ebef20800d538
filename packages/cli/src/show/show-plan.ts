import { allowedEnvironments, type BoundInvariant, type BoundPlan, type BoundStep, type Scope } from '@backout/core/model'
import { type Plugin, stepTypeOf, type Traits } from '@backout/core/plugin'
import { type Binding, lackingForSignOff } from '../compose/plans/bind.ts'
import type { ShowJson, ShownStep } from '../shapes/show.ts'
import type { SignOffsJson } from '../shapes/sign.ts'
import { traitsOf } from './traits.ts'

/** Everything that a reviewer needs to know of a bound plan. */
export async function showPlan(
  binding: Binding,
  plugins: readonly Plugin[],
  signOffs: SignOffsJson,
  warnings: readonly string[],
): Promise<ShowJson> {
  const { bound, lacking, files, plan } = binding
  const environments = allowedEnvironments(plan)
  const needless = new Set(signOffs.requirements.flatMap(({ id, state }) => (state === 'not-needed' ? [id] : [])))
  const traits = (step: BoundStep): Promise<Traits> => traitsOf(step, bound, files, plugins)
  const shown = (steps: readonly BoundStep[]): Promise<readonly ShownStep[]> =>
    Promise.all(steps.map(async (step) => withoutGate(await showStep(step, traits, plugins), needless)))
  return {
    ...facts(bound),
    environments,
    ...(lackingForSignOff(binding).length === 0 && { bindingDigest: bound.bindingDigest }),
    missingInputs: lacking,
    inputDescriptions: descriptionsOf(plan),
    // Where one fails there is nothing to pause, and nothing to back out.
    preconditions: (await shown(bound.preconditions)).map((step) => ({ ...step, onFailure: 'rollback' })),
    steps: await shown(bound.steps),
    invariants: await shown(bound.invariants),
    successCriteria: await shown(bound.successCriteria),
    signOffs,
    diagnostics: warnings,
  }
}

function descriptionsOf({ inputs = {} }: Binding['plan']): ShowJson['inputDescriptions'] {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, { description }]) => (description === undefined ? [] : [[name, description]])),
  )
}

type Facts = Omit<
  ShowJson,
  | 'environments'
  | 'bindingDigest'
  | 'missingInputs'
  | 'inputDescriptions'
  | 'preconditions'
  | 'steps'
  | 'invariants'
  | 'successCriteria'
  | 'signOffs'
  | 'diagnostics'
>

function facts(bound: BoundPlan): Facts {
  const { title, description, owners = [], risk, links = [], after = [] } = bound.metadata
  const { name, path, environment, inputs, tunable, secrets, onFailure, rollbackWindow, files, planDigest } = bound
  return {
    name,
    title,
    description,
    path,
    environment,
    protected: bound.protected,
    owners,
    risk,
    links,
    after,
    inputs,
    tunable,
    secrets,
    scope: scopeByResource(bound.scope),
    connections: Object.fromEntries(
      Object.entries(bound.connections).map(([resource, { driver, target }]) => [resource, { driver, target }]),
    ),
    onFailure,
    rollbackWindow,
    files,
    planDigest,
  }
}

function scopeByResource({ files, commands, databases = {}, services = {} }: Scope): ShowJson['scope'] {
  return {
    ...(files && { files }),
    ...Object.fromEntries(Object.entries(databases).map(([name, parts]) => [`databases.${name}`, parts])),
    ...Object.fromEntries(Object.entries(services).map(([name, parts]) => [`services.${name}`, parts])),
    ...(commands && { commands }),
  }
}

async function showStep(step: BoundStep, traitsFor: (step: BoundStep) => Promise<Traits>, plugins: readonly Plugin[]): Promise<ShownStep> {
  const traits = await traitsFor(step)
  const { id, uses, needs, if: condition, assert, signOff, pointOfNoReturn, onFailure, timeout, retry } = step
  const { every, failureLimit } = step as Partial<BoundInvariant>
  return {
    id,
    uses,
    summary: stepTypeOf(plugins, uses)?.summary ?? '',
    with: step.with,
    effect: traits.effect,
    guarantee: traits.guarantee,
    ...touchesOf(traits),
    ...(await undoOf(step, traits, traitsFor)),
    needs,
    if: condition,
    assert,
    signOff,
    pointOfNoReturn,
    onFailure,
    timeout,
    retry,
    every,
    failureLimit,
    notes: traits.notes ?? [],
    line: step.at.line,
  }
}

/** Nobody waits at a gate that is not needed in this environment. */
function withoutGate({ signOff, ...step }: ShownStep, needless: ReadonlySet<string>): ShownStep {
  return signOff === undefined || needless.has(signOff) ? step : { ...step, signOff }
}

function touchesOf({ touches, known = [] }: Traits): Pick<ShownStep, 'touches' | 'touchesKnown'> {
  return { touches: touches === 'unknown' ? known : touches, touchesKnown: touches !== 'unknown' }
}

async function undoOf(
  { rollback }: BoundStep,
  { effect, undo }: Traits,
  traitsFor: (step: BoundStep) => Promise<Traits>,
): Promise<Pick<ShownStep, 'undo' | 'undoReason' | 'rollback'>> {
  if (rollback && 'none' in rollback) return { undo: 'none', undoReason: rollback.none }
  if (rollback)
    return { undo: 'written', rollback: await Promise.all(rollback.map(async (step) => showRollback(step, await traitsFor(step)))) }
  if (effect === 'none') return { undo: 'not-needed' }
  return undo.kind === 'none' ? { undo: 'none', undoReason: undo.reason } : { undo: undo.kind }
}

function showRollback({ uses, with: input, timeout }: BoundStep, traits: Traits): NonNullable<ShownStep['rollback']>[number] {
  return { uses, with: input, ...touchesOf(traits), ...(timeout !== undefined && { timeout }) }
}
