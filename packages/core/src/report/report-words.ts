import type { RunReport } from './run-report.ts'

/** How many units of one step a report for people lists. */
export const unitLimit = 20

/** The glyph beside each state; the word is always there too. */
export const glyphs: { readonly [state: string]: string } = {
  open: '›',
  waiting: '…',
  succeeded: '✔',
  finalized: '✔',
  baselined: '✔',
  failed: '✖',
  'rolled-back': '↩',
  paused: '!',
  pending: '·',
  running: '›',
  stopped: '–',
  skipped: '–',
  done: '✔',
  reverted: '↩',
  applied: '✔',
  intended: '?',
  reverting: '?',
  absent: '–',
  unknown: '?',
  conflict: '!',
  stuck: '!',
  left: '!',
  discarded: '–',
}

/** What there is to know of a run as a whole, as name and value. */
export function factsOf(report: RunReport): readonly (readonly [name: string, value: string])[] {
  const {
    run,
    actor,
    commit,
    createdAt,
    endedAt,
    path,
    planDigest,
    bindingDigest,
    engine,
    failure,
    reason,
    waiting,
    rollback,
    finalized,
    finalizing,
    committed,
    inputs,
  } = report
  const took = durationBetween(createdAt, endedAt)
  const optional: readonly (readonly [string, string | undefined])[] = [
    ['Commit', commit],
    [
      'Failure',
      failure && [failure.message, ...Object.entries(failure.operands ?? {}).map(([name, value]) => `${name} = ${value}`)].join('; '),
    ],
    ['Hint', failure?.hint],
    ['Reason', reason === failure?.message ? undefined : reason],
    [
      'Waits',
      waiting &&
        (waiting.for === 'time' ? `until ${waiting.resumeAfter}` : `for sign-off "${waiting.requirement}" in role ${waiting.role}`),
    ],
    ['Rollback', rollback && `${rollback.reason} (${rollback.actor}, ${rollback.at})`],
    ['Finalizing', finalizing && `begun ${finalizing.at}, by ${finalizing.actor}, and not done: it cannot be rolled back any more`],
    ['Finalized', finalized && `${finalized.at}, by ${finalized.actor}`],
    ['Committed', committed && `${committed.commit} on ${committed.branch}`],
    ['Inputs', Object.keys(inputs).length > 0 ? JSON.stringify(inputs) : undefined],
  ]
  return [
    ['Run', run],
    ['Plan', path],
    ['By', actor],
    ['When', endedAt === undefined ? createdAt : `${createdAt} to ${endedAt}${took ? ` (${took})` : ''}`],
    ...optional.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ['Plan digest', planDigest],
    ['Binding digest', bindingDigest],
    ['Engine', engine],
  ]
}

/** What comparing a resource before the run and after the rollback gave. */
export function fateOf({ before, afterRollback, others }: RunReport['fingerprints'][number]): string {
  if (afterRollback === undefined) return `before: ${before.slice(0, 16)}`
  if (others)
    return `✔ as before, except for what only other runs have touched (${before.slice(0, 16)}, then ${afterRollback.slice(0, 16)})`
  return afterRollback === before
    ? `✔ as before (${before.slice(0, 16)})`
    : `✖ differs: ${before.slice(0, 16)}, then ${afterRollback.slice(0, 16)}`
}

/** The time between two ISO 8601 times: `0.4 s`, `12 s`, `3 min 5 s`; empty where one is not there. */
export function durationBetween(from: string | undefined, to: string | undefined): string {
  if (from === undefined || to === undefined) return ''
  // A clock may have gone back in between.
  const ms = Math.max(0, Date.parse(to) - Date.parse(from))
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
