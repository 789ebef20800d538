import { differencesShape } from './run.ts'
import { flag, list, number, object, optional, type TypeOf, text, word } from './shape.ts'

/** How the sign-offs of one environment stand; `plan show` has it too. */
export const signOffsShape = object('How the sign-offs stand in an environment', {
  environment: text('The environment'),
  ready: flag('Whether everything that is needed before the first step is met'),
  requirements: list(
    'The requirements, as the plan lists them',
    object('A requirement', {
      id: text('Its id'),
      role: text('The role that has to sign'),
      count: number('How many have to sign'),
      expires: optional(number('The longest time from signing to the start, or to passing the gate: ms')),
      gate: flag('Whether a step waits for it, so that it is not needed before the start'),
      state: word('How it stands', ['met', 'missing', 'void', 'rejected', 'later', 'not-needed', 'unverified']),
      by: list(
        'The sign-offs that count',
        object('A sign-off', { principal: text('Who signed'), file: text('Its file'), signedAt: text('ISO 8601') }),
      ),
      void: list(
        'The sign-offs that do not count',
        object('A sign-off', {
          file: text('Its file'),
          principal: optional(text('Who signed')),
          reason: text('Why, in a word'),
          why: text('Why, in a sentence'),
        }),
      ),
      why: text('In one sentence'),
    }),
  ),
  unread: list(
    'What lies with the sign-offs and cannot be read as one',
    object('A file', { file: text('Its name'), why: text('What is wrong with it') }),
  ),
})

/** `plan sign --json` */
export const signShape = object('A sign-off that was made, and how all of them stand', {
  plan: text('The name of the plan'),
  run: optional(text('The run whose gate it is for')),
  signed: optional(
    object('The sign-off that was made; absent with --check', {
      role: text('In which role'),
      decision: word('What was decided', ['approve', 'reject', 'revoke']),
      principal: text('By whom'),
      file: text('The file, relative to the root, or its name in the record of the run'),
      environments: list('For which environments', text('An environment')),
      gate: optional(text('At which gate of the run: the id of its requirement')),
      void: optional(text('Why it does not count')),
      unplaced: optional(text('Why it fills no place as the others stand: it is right, and may yet count')),
    }),
  ),
  drift: optional(differencesShape('How the repository differs from what the run froze: a sign-off at its gate is for what it froze')),
  signOffs: list('How the sign-offs stand, by environment', signOffsShape),
})

/** A value of {@link signOffsShape}. */
export type SignOffsJson = TypeOf<typeof signOffsShape>
/** A value of {@link signShape}. */
export type SignJson = TypeOf<typeof signShape>
