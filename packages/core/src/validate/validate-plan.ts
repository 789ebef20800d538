import type { LoadedDocument } from '../load/index.ts'
import { checkAsserts } from './steps/check-asserts.ts'
import { checkConnectionConfigs } from './environment/check-connection-configs.ts'
import { checkConnections } from './environment/check-connections.ts'
import { checkDurations } from './steps/check-durations.ts'
import { checkEnvironments } from './environment/check-environments.ts'
import { checkExpressions } from './expressions/check-expressions.ts'
import { checkExpressionTypes } from './expressions/check-expression-types.ts'
import { checkForeignTemplates } from './touches/check-foreign-templates.ts'
import { checkGates } from './environment/check-gates.ts'
import { checkGraph } from './graph/check-graph.ts'
import { checkInputs, checkUnused } from './steps/check-inputs.ts'
import { checkKnownValues } from './expressions/check-known-values.ts'
import { checkMarks } from './touches/check-marks.ts'
import { checkOthers } from './other-plans/check-others.ts'
import { checkParallel } from './touches/check-parallel.ts'
import { checkParts } from './touches/check-parts.ts'
import { checkPlain } from './expressions/check-plain.ts'
import { checkRefused } from './touches/check-refused.ts'
import { checkRetry } from './steps/check-retry.ts'
import { checkRollback } from './steps/check-rollback.ts'
import { checkScope } from './touches/check-scope.ts'
import { checkScopeEntries } from './touches/check-scope-entries.ts'
import { checkSignOffs } from './environment/check-sign-offs.ts'
import { checkStepInputs } from './steps/check-step-inputs.ts'
import { checkStepTypes } from './steps/check-step-types.ts'
import { checkWrittenRollback } from './steps/check-written-rollback.ts'
import { compiledInputs } from './schema/compiled.ts'
import type { PendingTouch, ValidPlan, ValidateContext, Validation } from './view/context.ts'
import { type Described, describeUses } from './view/describe-uses.ts'
import { checkEnvelope } from './envelope/envelope.ts'
import { environmentNames, environmentsFor } from './view/environments.ts'
import { type Findings, findingsIn } from './mistakes/findings.ts'
import { planFormat } from './envelope/formats.ts'
import { OtherPlans } from './other-plans/other-plans.ts'
import { pendingTouches } from './other-plans/pending-touches.ts'
import { usesOf } from './view/uses.ts'
import { type View, viewOf } from './view/view.ts'

/** A plan that was checked by itself. */
export interface CheckedAlone {
  /** What it touches, for certain or perhaps; undefined where something is wrong with it. */
  touches(): readonly PendingTouch[] | undefined
  /** What validation gives, beside the other plans of the repository, among which it may be itself. To be asked once. */
  beside(others: OtherPlans): Validation
}

/**
 * Checks a plan: first its format, then each step's input by its step type, then everything that one part says of another. All mistakes are
 * told at once, each once. Runs no code of third-party plugins where the context holds their manifests.
 */
export async function validatePlan(document: LoadedDocument, context: ValidateContext): Promise<Validation> {
  return (await checkAlone(document, context)).beside(new OtherPlans(context.others ?? []))
}

/** As {@link validatePlan}, but for what other plans decide, so that of many plans each is checked once. */
export async function checkAlone(document: LoadedDocument, context: ValidateContext): Promise<CheckedAlone> {
  const findings = findingsIn(document)
  const envelope = checkEnvelope(findings, planFormat, context.plugins)
  if (!envelope) return { touches: () => undefined, beside: () => ({ ok: false, diagnostics: findings.all() }) }
  const view = viewOf(envelope.value, envelope.wrong, context)
  const { described, read } = await checkPlan(findings, view, context)
  const isSound = !findings.hasErrors()
  return {
    touches: () => (isSound ? touchesOf(described, view) : undefined),
    beside(others) {
      checkOthers(findings, view, others, described, context.plugins)
      if (findings.hasErrors()) return { ok: false, diagnostics: findings.all() }
      checkUnused(findings, view, read)
      return { ok: true, plan: envelope.value as unknown as ValidPlan, diagnostics: findings.all() }
    },
  }
}

/** What every check of a plan by itself found: what its uses say of themselves, and the inputs that expressions read. */
interface Read {
  readonly described: readonly Described[]
  readonly read: ReadonlySet<string>
}

async function checkPlan(findings: Findings, view: View, context: ValidateContext): Promise<Read> {
  const { project, plugins, compiled, unusable } = context
  const uses = usesOf(view)
  checkEnvironments(findings, view, project)
  const unfit = checkInputs(findings, view)
  checkDurations(findings, view)
  checkPlain(findings, view)
  checkSignOffs(findings, view, project)
  checkStepTypes(
    findings,
    uses,
    plugins.flatMap(({ steps }) => steps.map((type) => type.uses)),
    unusable,
  )
  checkAsserts(findings, view)
  const graph = checkGraph(findings, view)
  const { inputs: read, types } = checkExpressions(findings, view, graph, environmentNames(view, context))
  await checkConnectionConfigs(findings, '/connections', view.plan.connections ?? {}, { plugins, compiled })
  const environments = environmentsFor(view, context, unfit)
  checkGates(findings, view, environments, project)
  const marked = checkMarks(findings, uses, context.readFile)
  const meant = checkConnections(findings, view, marked.connections, environments, context)
  const inputs = await compiledInputs(new Set(uses.flatMap(({ type }) => type ?? [])), compiled)
  const readable = checkStepInputs(findings, uses, inputs).filter((use) => !marked.refused.has(use))
  const { described, refused, mismatched } = await describeUses(readable, view, environments, context, inputs)
  const told = checkKnownValues(findings, mismatched)
  checkExpressionTypes(findings, readable, types, inputs, told)
  checkRefused(findings, refused, described)
  checkRetry(findings, described)
  checkRollback(findings, view, described)
  checkWrittenRollback(findings, view, uses, described)
  const odd = checkParts(findings, described).union(checkForeignTemplates(findings, uses, view, described))
  const vain = checkScopeEntries(findings, view, environments, plugins)
  checkScope(findings, view, described, plugins, { meant: meant.union(vain), odd })
  checkParallel(findings, graph, described, plugins)
  return { described, read }
}

function touchesOf(described: readonly Described[], { plan }: View): readonly PendingTouch[] {
  const touches = new Map<string, PendingTouch>()
  for (const one of described)
    for (const touch of pendingTouches(one, plan.scope ?? {}))
      touches.set(`${touch.resource} ${touch.part} ${touch.access} ${touch.isGuess ?? ''}`, touch)
  return [...touches.values()]
}
