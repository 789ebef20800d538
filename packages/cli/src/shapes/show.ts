import { signOffsShape } from './sign.ts'
import { anything, flag, list, map, number, object, optional, type TypeOf, text, word } from './shape.ts'

const touchShape = object('Something that is read or written', {
  resource: text('files, commands, databases.<connection> or services.<connection or origin>'),
  part: text('A path or glob, a table, GET /path, a program'),
  access: word('How', ['read', 'write']),
  alone: optional(flag('Whether it does not touch that, but has to be alone with it while it runs')),
})

const touching = {
  touches: list('What it reads and writes, as far as it is known before it runs', touchShape),
  touchesKnown: flag('Whether these are all'),
}

const rollbackShape = object('A step', {
  uses: text('Its step type'),
  with: anything('Its input'),
  ...touching,
  timeout: optional(number('ms')),
})

const stepShape = object('An entry of one of the four lists', {
  id: text('Its id; of a step with forEach: id[value]'),
  uses: text('Its step type'),
  summary: text('What the step type does'),
  with: anything('Its input, as written'),
  effect: word('Whether it writes', ['none', 'write', 'unknown']),
  guarantee: word('What happens if a machine fails in the middle', ['exactly-once', 'idempotent', 'at-least-once', 'unknown']),
  ...touching,
  undo: word('How it is undone', ['derived', 'snapshot', 'written', 'none', 'not-needed', 'unknown']),
  undoReason: optional(text('Why there is no undo')),
  rollback: optional(list('The steps of a written undo', rollbackShape)),
  needs: list('What comes before it', text('The id of a step')),
  if: optional(text('It is skipped where this does not hold')),
  assert: optional(text('What must hold of its outputs')),
  signOff: optional(text('The gate before it, where one is needed in the environment: the id of a sign-off requirement')),
  pointOfNoReturn: flag('Whether nothing before it is undone automatically once it has happened'),
  onFailure: word('What a failure leads to', ['rollback', 'pause']),
  timeout: optional(number('ms')),
  retry: optional(object('How it is tried again', { every: number('ms'), for: number('ms') })),
  every: optional(number('Of an invariant: ms between two samples')),
  failureLimit: optional(number('Of an invariant: how many failures in a row are a breach')),
  notes: list('Doubts that a reviewer should read', text('In words')),
  line: number('Where it stands in the plan file'),
})

/** `plan show --json` */
export const showShape = object('What a reviewer needs to know of a plan, in one environment', {
  name: text('Its name'),
  title: optional(text('Its title')),
  description: optional(text('Its description')),
  path: text('Its file, relative to the root'),
  environment: text('The environment'),
  protected: flag('Whether the environment is protected'),
  environments: optional(list('The environments that it is for, in order; absent where it is for all', text('A name'))),
  owners: list('Who owns it', text('A name')),
  risk: optional(word('How much can go wrong', ['low', 'medium', 'high', 'critical'])),
  links: list('Where to read more', text('A URL')),
  after: list('Plans that must have been applied before', text('A name')),
  inputs: map('The values of its inputs', anything('A value')),
  missingInputs: list('Inputs that have to be given, and are not', text('A name')),
  inputDescriptions: map('What its inputs are for, as far as it says so', text('A description')),
  tunable: list('Inputs that are recorded, but not signed', text('A name')),
  secrets: list('The secrets that it needs', text('A name')),
  scope: map('What it may read and write, by resource', list('Its parts', text('A part'))),
  connections: map(
    'Its connections, by resource',
    object('A connection', { driver: text('Its driver'), target: text('Where it leads, without secrets') }),
  ),
  preconditions: list('Asked once, before anything is touched', stepShape),
  steps: list('In plan order', stepShape),
  invariants: list('Sampled while steps run', stepShape),
  successCriteria: list('Must hold at the end', stepShape),
  onFailure: word('What a failure leads to', ['rollback', 'pause']),
  rollbackWindow: number('ms after success in which the run can be backed out'),
  signOffs: signOffsShape,
  files: map('The files that it brings', text('SHA-256 (hex) of the bytes')),
  planDigest: text('The digest of the plan and of the files that it brings'),
  bindingDigest: optional(
    text('The digest of all that decides a run: what a sign-off signs; absent where an input that it covers is not given'),
  ),
  diagnostics: list('Warnings', text('In words')),
})

/** A value of {@link showShape}. */
export type ShowJson = TypeOf<typeof showShape>
/** A value of {@link stepShape}. */
export type ShownStep = TypeOf<typeof stepShape>
