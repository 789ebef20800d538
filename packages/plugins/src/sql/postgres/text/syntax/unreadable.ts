import { PlanError } from '@backout/core/plugin'

/** Why the parser stopped at a character of a script: where that is no SQL but something that only psql or another database takes, it says so. */
export function unreadable(script: string, at: number, message: string): PlanError {
  const before = script.slice(0, at)
  const rest = script.slice(at)
  const { reason, hint } = foreign.find(({ when }) => when(before, rest)) ?? { reason: message, hint: undefined }
  const line = before.split('\n').length
  const [word] = /^\\?\S\w*'?/.exec(rest) ?? ['']
  return new PlanError('invalid', `Cannot read the SQL at line ${line}: ${reason.replace('$&', () => word)}`, { hint })
}

/** Of expressions within each other, thousands of them, that no stack can hold. */
export function nestedTooDeeply(): PlanError {
  return new PlanError('invalid', 'Cannot read the SQL: a statement in it is nested too deeply', {
    hint: 'Write lists instead of long chains of operators: in (…), concat(…)',
  })
}

interface Foreign {
  readonly when: (before: string, rest: string) => boolean
  /** `$&` stands for the word that was found. */
  readonly reason: string
  readonly hint?: string
}

const parameters = 'Write $1, $2 … and give "params" as a list'

const foreign: readonly Foreign[] = [
  {
    when: (before) => /\bcopy\b[^;]*\bfrom\s+stdin\b[^;]*;[^;]*$/i.test(before),
    reason: 'the rows after COPY … FROM stdin are for psql, and no SQL',
    hint: 'Use insert, or an exec/run step with psql; pg_dump writes inserts with --inserts',
  },
  {
    when: (_, rest) => rest.startsWith('\\'),
    reason: '"$&" is a command of psql, and no SQL',
    hint: 'Leave it out, or run the script with psql in an exec/run step',
  },
  { when: (_, rest) => /^:\w/.test(rest), reason: '"$&" is no parameter of PostgreSQL', hint: parameters },
  { when: (_, rest) => /^:['"]/.test(rest), reason: 'variables are for psql, and no SQL', hint: parameters },
  {
    when: (before, rest) => /[=(,]\s*\?\s*$/.test(before) || rest.startsWith('?'),
    reason: '"?" is no parameter of PostgreSQL',
    hint: parameters,
  },
]
