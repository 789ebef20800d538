import { shellWord } from '@backout/core/model'
import { basename } from 'node:path'
import type { RunPhase } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { exitCodes } from '../exit-codes.ts'
import { signOffsText } from '../output/sign-offs-text.ts'
import { signCall, planCall } from '../next/plan-call.ts'
import type { CalledPlan } from '../compose/repository/plan-word.ts'
import type { Answer } from '../plan-command.ts'
import type { SignJson, SignOffsJson } from '../shapes/sign.ts'

/** What decides the next command beside how the sign-offs stand. */
interface Circumstances {
  /** Of a plan. */
  readonly called?: CalledPlan
  /** By environment: the command about the run by which a plan stands open or is applied there, which comes before all else. */
  readonly ofRuns?: ReadonlyMap<string, string>
  /** Of a run. */
  readonly phase?: RunPhase
}

type Signed = NonNullable<SignJson['signed']>

/** A sign-off that was just made, with why it does not count, or fills no place as the others stand. */
export function judged(signed: Signed, signOffs: readonly SignOffsJson[]): Signed {
  const { role, gate, decision } = signed
  const name = basename(signed.file)
  const requirements = signOffs.flatMap((each) => each.requirements)
  const meant = requirements.filter((each) => each.role === role && (gate === undefined ? !each.gate : each.id === gate))
  if (meant.some(({ by }) => by.some(({ file }) => file === name))) return signed
  const problem = meant.flatMap((each) => each.void).find(({ file }) => file === name)
  if (problem) return { ...signed, void: problem.why }
  const unplaced = decision === 'approve' ? meant.find(({ state }) => state === 'missing')?.why : undefined
  return unplaced === undefined ? signed : { ...signed, unplaced }
}

/** What `plan sign` says: what was signed, how all sign-offs stand, and what comes next. It exits with 3 while something is missing, and where what was signed does not count. */
export function signAnswer(result: SignJson, circumstances: Circumstances, call: Call): Answer<SignJson> {
  const { run, signed, signOffs } = result
  const met = signOffs.every((each) => each.requirements.every((requirement) => isMet(requirement, run !== undefined)))
  const done = signed ? signed.void === undefined : met
  return {
    result,
    text: [...headOf(result, call), ...driftOf(result, call), ...signOffs.map((each) => signOffsText(each, call.paint))].join('\n'),
    next: nextOf(result, circumstances),
    exitCode: done ? exitCodes.done : exitCodes.waiting,
  }
}

function headOf({ plan, run, signed }: SignJson, { paint }: Call): readonly string[] {
  if (!signed) return []
  const { decision, principal, role, file, environments, gate } = signed
  const about = run === undefined ? 'Commit the file: whoever runs the plan needs it' : 'It is kept with the run'
  return [
    `${pastOf[decision]} ${run ?? plan}${gate === undefined ? '' : ` at gate "${gate}"`} for ${environments.join(', ')} as ${principal} in role ${role}: ${file}`,
    signed.void === undefined ? about : `${paint('red', '✖ It does not count')}: ${signed.void}`,
    ...(signed.unplaced === undefined ? [] : [`${paint('yellow', '! It fills no place yet')}: ${signed.unplaced}`]),
    '',
  ]
}

/** Who signs at a gate has read the plan as it is now, perhaps. */
function driftOf({ drift = [] }: SignJson, { paint }: Call): readonly string[] {
  const lines = drift.map(({ message }) => `${paint('yellow', '! drift')}: ${message}; at the gate one signs what the run froze`)
  return lines.length === 0 ? [] : [...lines, '']
}

const pastOf: { readonly [decision in Signed['decision']]: string } = {
  approve: 'Signed',
  reject: 'Rejected',
  revoke: 'Revoked the sign-off of',
}

type Requirement = SignOffsJson['requirements'][number]

/** Before a start gates do not count; of a run they do, once it waits there. */
function isMet({ state, gate }: Requirement, ofRun: boolean): boolean {
  return state === 'met' || state === 'not-needed' || (gate && (!ofRun || state === 'later'))
}

function nextOf({ plan: name, run, signed, signOffs }: SignJson, { called, ofRuns, phase }: Circumstances): string {
  const free = signOffs.filter(({ environment }) => !ofRuns?.has(environment))
  const open = free.flatMap(({ environment, requirements }) =>
    requirements.filter((each) => !isMet(each, run !== undefined)).map(({ role }) => ({ environment, role })),
  )
  const [first] = open
  if (run !== undefined) {
    if (phase !== 'waiting') return `plan status ${run}`
    if (signed?.void !== undefined) return `plan sign ${run} --check`
    return first ? `plan sign ${run} --role ${shellWord(first.role)}` : `plan resume ${run}`
  }
  const [plan, input] = called ? [called.word(), called.input] : [name, []]
  const env = (first ?? free[0] ?? signOffs[0])?.environment ?? 'local'
  if (signed?.void !== undefined) return `${planCall('sign', plan, { input })} --check --env ${shellWord(env)}`
  const ofRun = ofRuns?.get(env)
  if (ofRun !== undefined) return ofRun
  return first ? signCall(plan, { role: first.role, env, input }) : planCall('run', plan, { env, input })
}
