import { type Notice, preview, type StepPreview } from '@backout/core/execute'
import { type BoundPlan, encodeValue, stepsOnce, type Value } from '@backout/core/model'
import type { Change, ChangeDetail, Plugin, Traits } from '@backout/core/plugin'
import { createMasker, readableSecrets } from '@backout/core/secret'
import type { Call } from '../terminal/call.ts'
import type { Binding } from '../compose/plans/bind.ts'
import { previewEffects, secretsOf } from '../compose/effects/effects.ts'
import { fileDiff } from './file-diff.ts'
import type { HostRule } from './host-rule.ts'
import { maskingErrors } from '../masked-error.ts'
import { watchedPreview } from '../system/watched-thread.ts'
import { openStatusLine } from '../progress/status-line.ts'
import type { PreviewDetail, PreviewedStep, PreviewJson } from '../shapes/preview.ts'

/** What a preview is made from. */
export interface PreviewRequest {
  readonly binding: Binding
  readonly root: string
  readonly plugins: readonly Plugin[]
  readonly hosts: HostRule
  /** How many files of a step are compared. */
  readonly diffs: number
}

/** Computes every change that a run would make. Secrets are masked in all of it. */
export async function previewPlan({ binding, root, plugins, hosts, diffs }: PreviewRequest, call: Call): Promise<PreviewJson> {
  const { bound, files } = binding
  const secrets = secretsOf(call)
  const notes: { readonly step: string; readonly text: string }[] = []
  const observe = (notice: Notice): void => void (notice.kind === 'note' && notes.push(notice))
  using thread = watchedPreview(bound, plugins)
  const effects = { ...previewEffects({ root, plugins, thread, bound }, call), observe, allows: hosts.allows }
  const steps: PreviewedStep[] = []
  const lists = listsOf(bound)
  using line = openStatusLine(call)
  const total = stepsOnce(bound).length
  const tell = (): void => line.say(`Previewing ${bound.name}: ${steps.length} of ${total} steps`)
  tell()
  await maskingErrors(bound.secrets, secrets, async () => {
    for await (const step of preview(bound, files, effects)) {
      const { id } = step.step
      const own = notes.splice(0).flatMap((note) => (note.step === id ? [note.text] : []))
      steps.push(await previewedStep(step, { list: lists.get(id)!, notes: own, diffs }))
      tell()
    }
  })
  const { mask } = createMasker(readableSecrets(bound.secrets, secrets))
  return masked(
    {
      plan: bound.name,
      environment: bound.environment,
      planDigest: bound.planDigest,
      bindingDigest: bound.bindingDigest,
      wouldFail: wouldFail(steps),
      steps,
      invariants: bound.invariants.map(({ id, uses, every, assert }) => ({ id, uses, every, assert })),
      notLookedUp: hosts.refused(),
    },
    mask,
  )
}

async function previewedStep(
  known: StepPreview,
  { list, notes, diffs }: { readonly list: PreviewedStep['list']; readonly notes: readonly string[]; readonly diffs: number },
): Promise<PreviewedStep> {
  const { step } = known
  const base = { id: step.id, uses: step.uses, list, ...(notes.length > 0 && { notes }), changes: [] }
  switch (known.kind) {
    case 'changes':
      return {
        ...base,
        ...traitsJson(known.traits, step.rollback),
        result: known.changes.length > 0 ? 'changes' : 'nothing',
        simulated: known.simulated,
        changes: await changesJson(known.changes, diffs),
      }
    case 'check':
      if (known.holds === undefined) return { ...base, result: 'not-asked', why: 'it is asked when the plan runs' }
      return known.holds
        ? { ...base, result: 'holds' }
        : { ...base, result: 'fails', why: `${step.assert ?? ''} does not hold`, operands: known.operands }
    case 'skipped':
      return { ...base, result: 'skipped', why: `only if ${known.condition}` }
    case 'unknown':
      return { ...base, result: 'unknown', why: known.why }
    case 'failed':
      return { ...base, result: 'error', why: known.message, hint: known.hint }
    default:
      return known satisfies never
  }
}

function listsOf(bound: BoundPlan): ReadonlyMap<string, PreviewedStep['list']> {
  const lists = ['preconditions', 'steps', 'successCriteria'] as const
  return new Map(lists.flatMap((list) => bound[list].map(({ id }) => [id, list] as const)))
}

function traitsJson(
  { guarantee, undo }: Traits,
  rollback: BoundPlan['steps'][number]['rollback'],
): Pick<PreviewedStep, 'guarantee' | 'undo'> {
  if (rollback) return { guarantee, undo: 'none' in rollback ? `none: ${rollback.none}` : 'written' }
  return { guarantee, undo: undo.kind === 'none' ? `none: ${undo.reason}` : undo.kind }
}

async function changesJson(changes: readonly Change[], diffs: number): Promise<PreviewedStep['changes']> {
  const told: PreviewedStep['changes'][number][] = []
  let left = diffs
  for (const { title, details } of changes) {
    const parts = (await details?.()) ?? []
    told.push({ title, details: await Promise.all(parts.map((detail) => detailJson(detail, detail.kind === 'file' && left-- > 0))) })
  }
  return told
}

async function detailJson(detail: ChangeDetail, wantsDiff: boolean): Promise<PreviewDetail> {
  switch (detail.kind) {
    case 'file':
      return { kind: 'file', ...(await fileDiff(detail, wantsDiff)) }
    case 'statement': {
      const { resource, sql, params, rows, note } = detail
      return {
        kind: 'statement',
        resource,
        sql,
        params: params?.map((each: Value) => encodeValue(each)),
        rows,
        text: note,
      }
    }
    default:
      return detail
  }
}

/** Certain is what no unknown step before could change: the first step that fails, if all before it were simulated or have no effect. */
function wouldFail(steps: readonly PreviewedStep[]): boolean {
  for (const { result, simulated } of steps) {
    if (result === 'fails' || result === 'error') return true
    if (result === 'unknown' || (result === 'changes' && simulated !== true)) return false
  }
  return false
}

function masked<T>(value: T, mask: (text: string) => string): T {
  if (typeof value === 'string') return mask(value) as T
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, mask)) as T
  return Object.fromEntries(Object.entries(value).map(([key, item]: readonly [string, unknown]) => [key, masked(item, mask)])) as T
}
