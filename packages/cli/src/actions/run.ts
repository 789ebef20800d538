import { createRun, execute } from '@backout/core/execute'
import { shellWord } from '@backout/core/model'
import { newRunId } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import type { Binding } from '../compose/plans/bind.ts'
import { machineClock } from '../compose/clock.ts'
import { acceptedSignOffs } from '../compose/effects/start-sign-offs.ts'
import { findCommit } from '../git/identity.ts'
import { nextOf } from '../next/next.ts'
import { calledPlan } from '../compose/repository/plan-word.ts'
import { runText } from '../output/run-text.ts'
import { fromHere } from '../system/path-from.ts'
import type { Answer } from '../plan-command.ts'
import { conduct } from '../run/conduct.ts'
import { confirmRun } from '../run/confirm-run.ts'
import { appliedMeanwhile, openSession, type RunOptions, type Session } from '../run/open-session.ts'
import { demandProtection } from '../run/protected.ts'
import { commitAsWished, prepareCommit } from '../run/run-commit.ts'
import { runInOrder } from '../run/run-in-order.ts'
import type { OutcomeJson } from '../shapes/run.ts'
import type { RunJson } from '../shapes/run-command.ts'

/** Runs a plan, or the pending plans of a folder, in order, until one does not succeed. */
export async function run(options: RunOptions, call: Call): Promise<Answer<RunJson>> {
  const session = await openSession(options, call)
  const { pending, environment } = session
  const applied = [...session.applied]
  if (pending.length > 0)
    await confirmRun(
      pending.map(({ bound }) => bound),
      options.yes,
      call,
    )
  const readFrom = pending.length > 0 ? await findCommit(session.repository.root) : undefined
  const stop = new AbortController()
  let made: string | undefined
  const { runs, notRun, exitCode } = await runInOrder(pending, {
    async run(binding) {
      try {
        const outcome = await runOne(binding, session, { ...options, readFrom, made, stop }, call)
        made = outcome.commit ?? made
        return outcome
      } catch (thrown) {
        applied.push(await appliedMeanwhile(thrown, binding, session, options, call))
        return undefined
      }
    },
    deadline: session.deadline,
    now: () => machineClock.now(),
    stop: stop.signal,
  })
  const result: RunJson = { environment, runs, applied, notRun: [...session.notRun, ...notRun] }
  return {
    result,
    text: runText({ ...result, runs: runs.map((each) => fromHere(each, session.repository.root, call)) }, call.paint),
    next: nextOfAll(result),
    exitCode,
  }
}

/** What stands in the way says what to do about it. */
function nextOfAll({ environment, runs, applied, notRun }: RunJson): string | readonly string[] {
  const [hint] = notRun.flatMap((each) => each.hint?.split('\n').filter((line) => line.startsWith('plan ')) ?? [])
  if (hint !== undefined) return hint
  const last = runs.at(-1)
  if (last) return nextOf(last)
  return applied[0] ? `plan report ${applied[0].run}` : `plan status${environment === 'local' ? '' : ` --env ${shellWord(environment)}`}`
}

interface Shared {
  /** The commit that the plans were read from; who may sign them is read there too: none of them lets anybody sign the next one. */
  readonly readFrom: string | undefined
  /** The last commit that was made of a run. */
  readonly made: string | undefined
  readonly stop: AbortController
}

async function runOne(
  binding: Binding,
  { repository, deadline }: Session,
  { commit: branch, readFrom, made, stop }: Pick<RunOptions, 'commit'> & Shared,
  call: Call,
): Promise<OutcomeJson> {
  const { bound, files } = binding
  const { root } = repository
  const plugins = await repository.plugins('code')
  const signOffs = await acceptedSignOffs(repository, bound, calledPlan(bound, repository, binding.given, call), plugins, readFrom)
  await demandProtection(binding, repository, plugins, call)
  const commitTo = branch === undefined ? undefined : await prepareCommit(root, bound, { branch, made }, plugins)
  const id = newRunId(bound.name, machineClock, Math.random)
  // Each run that is committed moves what is checked out, and its commit is made only where that has stayed.
  const commit = commitTo ? await findCommit(root) : readFrom
  const outcome = await conduct(
    {
      repository,
      bound,
      wish: 'forward',
      deadline,
      stop,
      work: async (effects) => {
        const wanted = { run: id, bound, files, signOffs, commit, commitTo }
        return execute(id, effects, await createRun(wanted, effects))
      },
    },
    call,
  )
  return commitTo ? commitAsWished(outcome, repository) : outcome
}
