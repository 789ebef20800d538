import { anything, flag, list, map, number, object, optional, type TypeOf, text, word } from './shape.ts'

const detailShape = object('One readable part of a change', {
  kind: word('What it is', ['file', 'statement', 'request', 'command', 'note']),
  path: optional(text('Of a file: its path, relative to the root')),
  movedFrom: optional(text('Of a file: where it was')),
  change: optional(word('Of a file: what happens to it', ['created', 'changed', 'deleted', 'moved'])),
  binary: optional(flag('Of a file: that it is no text')),
  diff: optional(text('Of a file: a unified diff')),
  resource: optional(text('Of a statement: databases.<connection>')),
  sql: optional(text('Of a statement')),
  params: optional(list('Of a statement: its parameters', anything('A value'))),
  rows: optional(number('Of a statement: how many rows it would touch')),
  method: optional(text('Of a request')),
  url: optional(text('Of a request')),
  headers: optional(map('Of a request', text('A value'))),
  body: optional(text('Of a request')),
  argv: optional(list('Of a command: the program and its arguments', text('A word'))),
  cwd: optional(text('Of a command: where it is started')),
  env: optional(map('Of a command: variables of its environment, beside the usual ones', text('A value'))),
  text: optional(text('Of a note, or what to know of a statement')),
})

const stepShape = object('What one step would do', {
  id: text('Its id'),
  uses: text('Its step type'),
  list: word('Where it stands in the plan', ['preconditions', 'steps', 'successCriteria']),
  result: word('What is known', ['changes', 'nothing', 'holds', 'fails', 'not-asked', 'skipped', 'unknown', 'error']),
  why: optional(text('Why it is skipped, unknown or fails')),
  hint: optional(text('Of an error: what to do about it')),
  operands: optional(map('Of a check that fails: the value of each operand', text('As text'))),
  guarantee: optional(text('What happens if a machine fails in the middle')),
  undo: optional(text('How it is undone')),
  simulated: optional(flag('Whether later steps see what it would have done')),
  notes: optional(list('What the step type says about it', text('A line'))),
  changes: list(
    'What it would do, in order',
    object('One unit of the step', { title: text('In one line'), details: list('Its parts', detailShape) }),
  ),
})

/** `plan preview --json` */
export const previewShape = object('Every change that a run would make', {
  plan: text('The name of the plan'),
  environment: text('The environment'),
  planDigest: text('The digest of the plan'),
  bindingDigest: text('The digest of all that decides a run'),
  wouldFail: flag('Whether it is certain that a run would fail as things are'),
  steps: list('Preconditions, steps and success criteria, in order', stepShape),
  invariants: list(
    'What is sampled while the steps run',
    object('An invariant', {
      id: text('Its id'),
      uses: text('Its step type'),
      every: number('ms'),
      assert: optional(text('What must hold')),
    }),
  ),
  notLookedUp: list('What was not asked, because nobody allowed it', object('A resource', { resource: text('Which'), why: text('Why') })),
  obstacle: optional(
    object('What keeps the plan from being run as things stand', {
      message: text('What is so'),
      done: optional(flag('Whether it is applied already, so that a run would do nothing')),
      hint: optional(text('What to do')),
    }),
  ),
  out: optional(text('The file that the preview was written to')),
})

/** A value of {@link previewShape}. */
export type PreviewJson = TypeOf<typeof previewShape>
/** A value of {@link stepShape}. */
export type PreviewedStep = TypeOf<typeof stepShape>
/** A value of {@link detailShape}. */
export type PreviewDetail = TypeOf<typeof detailShape>
