import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import type { Diagnostic } from '@backout/core/model'
import { applyFixes, validatePlan } from '@backout/core/validate'
import { type AnyStepType, PlanError, type Plugin } from '@backout/core/plugin'
import { fakePlugins } from '../../support/fake-plugins.ts'

const head =
  'apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: hints }\nconnections: { crm: { driver: sqlite, file: crm.db } }\n'
const waits = 'uses: core/wait, with: { for: 1s }'
const steps = `steps:\n  - { id: a, ${waits} }\n`

/** Mistakes that people make, each told once, with what to do: `line code` and the suggestion, `=` where it is a fix that makes the plan right. */
const cases: readonly (readonly [when: string, yaml: string, ...told: string[]])[] = [
  [
    'an input of the step type stands beside with',
    'steps:\n  - { id: a, uses: core/wait, for: 1s }\n',
    '6 unknown-key It is an input of core/wait: write it under "with"',
  ],
  [
    'uses is misspelt, and its input is not what the step type that was meant takes',
    'scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/wirte, with: { path: a, contnet: x } }\n  - { id: b, uses: core/wiat, for: 1s }\n',
    '7 unknown-step-type = Did you mean "file/write"?',
    '7 unknown-key = Did you mean "content"?',
    '8 unknown-step-type = Did you mean "core/wait"?',
    '8 unknown-key It is an input of core/wait: write it under "with"',
  ],
  [
    'durations are written as elsewhere',
    `rollbackWindow: 3 days\nsteps:\n  - { id: a, ${waits}, timeout: 5min }\n  - { id: b, ${waits}, timeout: 1h30m }\n  - { id: c, ${waits}, timeout: PT1H }\n  - { id: d, ${waits}, timeout: "00:10:00" }\n  - { id: e, ${waits}, timeout: 5 apples }\n`,
    '5 wrong-value Did you mean "3d"?',
    '7 wrong-value Did you mean "5m"?',
    '8 wrong-value Did you mean "90m"?',
    '9 wrong-value Did you mean "1h"?',
    '10 wrong-value Did you mean "10m"?',
    '11 wrong-value For example "30s"',
  ],
  [
    'what must hold at the end is called otherwise, and like what must hold before',
    `postconditions:\n  - { id: z, ${waits} }\n${steps}`,
    '5 unknown-key = Did you mean "successCriteria"?',
  ],
  [
    'keys are called as other tools call them',
    'scope: { paths: [a] }\nsteps:\n  - { id: a, uses: file/replace, with: { paths: [a], search: x, replacement: y } }\n',
    '5 unknown-key = Did you mean "files"?',
    '7 unknown-key = Did you mean "find"?',
    '7 unknown-key = Did you mean "replace"?',
  ],
  [
    'an item of a list lacks its dash, which is one mistake',
    `steps:\n  - id: a\n    uses: core/wait\n    with: { for: 1s }\n    id: b\n    uses: core/wait\n    with: { for: 1s }\n`,
    '9 yaml-duplicate-key If another item of the list begins here, write "- " before it',
  ],
  [
    'items of a list do not stand below each other',
    `steps:\n    - { id: a, ${waits} }\n  - { id: b, ${waits} }\n`,
    '7 yaml-syntax Look at the indentation: the dash of this item is in column 3, and that of the one above in column 5',
  ],
  [
    'a text in quotes holds quotes',
    'scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, with: { path: a, content: "say "hi" now" } }\n',
    '7 yaml-quoted-text = Write \'say "hi" now\'',
  ],
  [
    'an expression begins and ends with a text',
    `steps:\n  - { id: a, ${waits}, if: 'a' != 'b' }\n`,
    `6 yaml-quoted-text = Write "'a' != 'b'"`,
  ],
  [
    'quotes are curly',
    'scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, with: { path: “a”, content: x } }\n',
    `7 yaml-curly-quotes Write straight ones: " or '`,
  ],
  [
    'a merge has left its marks',
    `steps:\n<<<<<<< HEAD\n  - { id: a, ${waits} }\n`,
    '6 yaml-syntax A conflict of a merge was left here: settle it, and take its marks away',
  ],
  [
    'the text of a block begins where its key does',
    'scope: { files: [a] }\nsteps:\n  - id: a\n    uses: file/write\n    with:\n      path: a\n      content: |\n      some text\n',
    '12 yaml-syntax The lines below "|" or ">" need more spaces before them than the key has',
  ],
  [
    'names stand for values',
    `steps:\n  - { id: a, ${waits}, if: environment != None }\n  - { id: b, ${waits}, if: CRM_TOKEN != 'x' }\n`,
    '6 expression-name Did you mean "null"?',
    '7 expression-name Did you mean "secrets.CRM_TOKEN"?',
  ],
  [
    'the keys of with are not indented below it, so that no empty map is written there',
    'steps:\n  - id: a\n    uses: core/wait\n    with:\n    for: 1s\n',
    '8 wrong-type Write its keys below it, each with more spaces before it than "with" has',
  ],
  [
    'an input stands beside with in a rollback',
    `scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, with: { path: a, content: x }, rollback: { content: y } }\n  - { id: b, uses: core/wait, with: { for: 1s }, rollback: [{ uses: file/write, path: a }] }\n`,
    '7 unknown-key It is an input of file/write: write it under "with"',
    '8 unknown-key It is an input of file/write: write it under "with"',
  ],
  [
    'a rollback is a word',
    `steps:\n  - { id: a, ${waits}, rollback: none }\n`,
    '6 wrong-type For example {"with":{"body":{"enabled":false}}} or {"none":"The mails are sent"}',
  ],
  [
    'needs names no step, so that the step is taken to come after all above it',
    `scope: { files: [a] }\nsteps:\n  - { id: first, uses: file/write, with: { path: a, content: x } }\n  - { id: b, uses: file/write, needs: [frist], with: { path: a, content: y } }\n`,
    '8 unknown-need = Did you mean "first"?',
  ],
  [
    'a value of an input is of YAML 1.1',
    `inputs: { dry: { type: boolean, default: no } }\nsteps: [{ id: a, ${waits}, if: inputs.dry }]\n`,
    '5 wrong-value = In YAML 1.2 it is false',
  ],
  [
    'a value of an input is a number in quotes',
    `inputs: { n: { type: integer, default: "20", enum: [10, 20] } }\nsteps: [{ id: a, ${waits}, if: inputs.n > 1 }]\n`,
    '5 wrong-value = Write 20',
  ],
  [
    'a value of an input is a version that lacks its quotes',
    `inputs: { v: { type: string } }\nenvironments: [{ name: local, inputs: { v: 1.10 } }]\nsteps: [{ id: a, ${waits}, if: inputs.v == '1.10' }]\n`,
    '6 wrong-value = Put it in quotes',
  ],
  [
    'a boolean stands in quotes',
    `inputs: { dry: { type: boolean, default: false, tunable: "true" } }\nsteps: [{ id: a, ${waits}, if: inputs.dry }]\n`,
    '5 wrong-type = Take its quotes away',
  ],
  [
    'a key of another tool has a value that its own does not take',
    'steps:\n  - { id: a, uses: core/wait, with: { for: 1s }, down: "drop table t" }\n',
    '6 unknown-key Did you mean "rollback"?',
  ],
  [
    'no reason is given why there is no undo, which no fix can know',
    `steps:\n  - { id: a, ${waits}, rollback: { none: true } }\n  - { id: b, ${waits}, rollback: { none: "no" } }\n`,
    '6 wrong-value For example "The mails are sent"',
    '7 wrong-value For example "The mails are sent"',
  ],
  [
    'that there is no undo stands in a list',
    `steps:\n  - { id: a, ${waits}, rollback: [{ none: It does not matter }] }\n`,
    '6 unknown-key It stands alone, and not in a list: rollback: { none: <the reason> }',
  ],
  [
    'a list repeats one item and has another mistake',
    `steps:\n  - { id: first, ${waits} }\n  - { id: second, ${waits} }\n  - { id: b, needs: [first, secnd, first], ${waits} }\n`,
    '8 unknown-need = Did you mean "second"?',
    '8 wrong-value',
  ],
  [
    'a list of maps is written as one map',
    `steps:\n  id: a\n  uses: core/wait\n  with: { for: 1s }\n`,
    '6 wrong-type Begin each item of the list with "- "',
  ],
  [
    'a pattern stands for the values of a forEach',
    'scope: { files: ["*"] }\nsteps:\n  - { id: a, uses: file/write, forEach: "a/*", with: { path: "${{ each.value }}", content: x } }\n',
    '7 wrong-type For example ["customers","orders"]',
  ],
  [
    'types of inputs have names of other tools',
    `inputs: { a: { type: text }, b: { type: float }, c: { type: bool } }\nsteps: [{ id: a, ${waits}, if: inputs.c && inputs.a != string(inputs.b) }]\n`,
    '5 wrong-value = Did you mean "string"?',
    '5 wrong-value = Did you mean "number"?',
    '5 wrong-value = Did you mean "boolean"?',
  ],
  [
    'a connection that is declared nowhere is used again and again',
    'scope: { databases: { shop: [t] } }\nsteps:\n  - { id: a, uses: sql/query, with: { connection: shop, sql: select 1 } }\n  - { id: b, uses: sql/query, with: { connection: shop, sql: select 1 } }\n',
    '7 unknown-connection Declare it in "connections" of an environment in backout.yaml, or of this plan',
  ],
  [
    'keys of a workflow of another tool stand in a plan',
    `jobs: {}\nsteps:\n  - { id: a, ${waits}, strategy: { matrix: [a] }, continue-on-error: true }\n  - { id: b, ${waits}, matrix: [a] }\n`,
    '5 unknown-key Did you mean "steps"?',
    '7 unknown-key Did you mean "forEach"?',
    '7 unknown-key Did you mean "onFailure"?',
    '8 unknown-key = Did you mean "forEach"?',
  ],
  [
    'a connection is misspelt at several places',
    'scope: { databases: { crm: [t] } }\nsteps:\n  - { id: a, uses: sql/query, with: { connection: crn, sql: select 1 } }\n  - { id: b, uses: sql/query, with: { connection: crn, sql: select 1 } }\n',
    '7 unknown-connection = Did you mean "crm"?',
    '8 unknown-connection = Did you mean "crm"?',
  ],
  [
    'the value of each is forgotten, whose type is no second mistake',
    'scope: { files: [a, b] }\nsteps:\n  - { id: a, uses: file/write, forEach: [a, b], with: { path: "${{ each }}", content: "x ${{ each }}" } }\n',
    '7 expression-name Did you mean "each.value"?',
    '7 expression-name Did you mean "each.value"?',
  ],
  [
    'names of other tools stand in expressions',
    'scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, forEach: [x], with: { path: a, content: "${{ env.HOME }} ${{ item.b }} ${{ vars.c }}" } }\n',
    '7 expression-name Did you mean "secrets.HOME"?',
    '7 expression-name Did you mean "each.value.b"?',
    '7 expression-name Did you mean "inputs.c"?',
  ],
  [
    'a path begins in a home directory, so that no scope can allow it',
    'scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, with: { content: x, path: ~/a } }\n',
    '7 path',
  ],
  [
    'inputs are declared as a list, of which nothing else follows',
    `environments: [{ name: local, inputs: { n: 1 } }]\ninputs: [{ name: n, type: integer }]\nsteps: [{ id: a, ${waits}, if: inputs.n > 1 }]\n`,
    '6 wrong-type For example {"batch":{"type":"integer","default":20000,"minimum":1,"tunable":true}}',
  ],
  [
    'one of the values of forEach does not fit into a text, or is of another type than an expression asks for',
    'scope: { files: ["out/**"] }\nsteps:\n  - { id: a, uses: file/write, forEach: [x, null], with: { path: "out/${{ each.value }}", content: x } }\n  - { id: b, uses: file/write, forEach: [x, 1], if: each.value.startsWith("x"), with: { path: out/b, content: x } }\n',
    '7 expression-type',
    '8 expression-type',
  ],
  [
    'a blank that nobody sees stands in a key',
    `\u00a0title: x\n${steps}`,
    '5 unknown-key It holds U+00A0, which only looks like a space: write a space',
  ],
  [
    'a number stands where a text is asked for, once the inputs are known',
    'inputs: { n: { type: integer, default: 2 } }\nscope: { files: [a] }\nsteps: [{ id: a, uses: file/write, with: { path: a, content: "${{ inputs.n }}" } }]\n',
    '7 wrong-type Write string(…) around what stands between ${{ and }}',
  ],
  ['a step is repeated as a whole by an alias', `steps:\n  - &a { id: a, ${waits} }\n  - *a\n`, '7 duplicate-id'],
  [
    'an invariant reads what steps give',
    `${steps}invariants:\n  - { id: i, ${waits}, if: has(steps.a.outputs), assert: steps.a.outputs.value == 1 || has(steps.a.outputs) }\n  - { id: j, ${waits}, assert: steps.a.outputs.value == 1 }\n`,
    '8 asked-once Say it in "assert": !has(steps.a.outputs) || …',
    '9 expression-unguarded Write has(steps.a.outputs) && …',
  ],
  [
    'an input of an environment is misspelt beside the right one',
    `inputs: { batch: { type: integer } }\nenvironments: [{ name: local, inputs: { batch: 1, bacth: 2 } }]\nsteps: [{ id: a, ${waits}, if: inputs.batch > 1 }]\n`,
    '6 unknown-input Did you mean "batch"?',
  ],
  [
    'a space is missing behind a colon',
    'steps:\n  - id: a\n    uses: core/wait\n    with:\n      for:1s\n  - id: b\n    uses: core/wait\n    with: { for: 1s }\n    if:{ x: 1 }\n',
    '9 wrong-type A space is missing behind the colon',
    '13 unknown-key A space is missing behind the colon',
  ],
  [
    'what was probably meant stands in the list already',
    `steps:\n  - { id: aaa, ${waits} }\n  - { id: bbb, ${waits} }\n  - { id: c, ${waits}, needs: [aaa, aab] }\n`,
    '8 unknown-need',
  ],
  ['a key of metadata stands beside it', `title: x\n${steps}`, '5 unknown-key It belongs in "metadata"'],
  ['a list of scope stands beside it', `files: [a]\n${steps}`, '5 unknown-key It belongs in "scope"'],
  ['a key of retry stands beside it', `steps:\n  - { id: a, ${waits}, every: 5s }\n`, '6 unknown-key It belongs in "retry"'],
  ['env of another tool is no environments', `env: { A: b }\n${steps}`, '5 unknown-key Did you mean "environments"?'],
  [
    'run of another tool is no uses',
    'steps:\n  - { id: a, run: npm test }\n',
    '6 unknown-key Write uses: exec/run, and its input under "with"',
  ],
  [
    'one word stands where a list is asked for',
    `steps:\n  - { id: a, ${waits} }\n  - { id: b, ${waits}, needs: a }\n`,
    '7 wrong-type = Write ["a"]',
  ],
  [
    'several words stand where a list is asked for',
    'scope: { commands: [npm] }\nsteps:\n  - { id: a, uses: exec/run, with: { command: npm test } }\n',
    '7 wrong-type',
  ],
  [
    'a number is in quotes',
    `invariants: [{ id: i, uses: sql/query, with: { connection: crm, sql: select 1 }, assert: outputs.value == 1, failureLimit: "2" }]\n${steps}`,
    '5 wrong-type = Write 2',
  ],
  ['a name is a number', `steps:\n  - { id: a, ${waits}, signOff: 5 }\n`, '6 wrong-value For example "dba_final"'],
  ['scope is without a value', `scope:\n${steps}`, '5 wrong-type = Write {}'],
  ['a list of scope is without a value', `scope:\n  files: # none yet\n${steps}`, '6 wrong-type = Write []'],
  ['needs is without a value, which is no empty list', `steps:\n  - { id: a, ${waits}, needs: }\n`, '6 wrong-type For example ["expand"]'],
  ['an id is written as in other tools', `steps:\n  - { id: Pre-check, ${waits} }\n`, '6 wrong-value Did you mean "pre_check"?'],
  [
    'a merge key was to bring what is missing',
    `steps:\n  - &a { id: a, ${waits} }\n  - { <<: *a, id: b }\n`,
    '7 unknown-key Write the keys out where they belong',
  ],
  ['none stands beside other keys', `steps:\n  - { id: a, ${waits}, rollback: { none: x, with: {} } }\n`, '6 unknown-key'],
  [
    'undo is misspelt, and nothing else is said of it',
    'scope: { commands: [npm], files: [a] }\nsteps:\n  - { id: a, uses: exec/run, with: { command: [npm] }, undo: backup }\n',
    '7 wrong-value',
  ],
  [
    'a step type is misspelt',
    'steps:\n  - { id: a, uses: core/wiat, with: { for: 1s } }\n',
    '6 unknown-step-type = Did you mean "core/wait"?',
  ],
  [
    'a step type is written in capitals',
    'steps:\n  - { id: a, uses: Core/Wait, with: { for: 1s } }\n',
    '6 unknown-step-type = Did you mean "core/wait"?',
  ],
  [
    'a step type is written with a dot',
    'steps:\n  - { id: a, uses: core.wait, with: { for: 1s } }\n',
    '6 wrong-value = Did you mean "core/wait"?',
  ],
  [
    'a step type has another name elsewhere',
    'steps:\n  - { id: a, uses: sleep, with: { for: 1s } }\n',
    '6 wrong-value Did you mean "core/wait"?',
  ],
  [
    'a step type is near to another by its letters alone',
    'steps:\n  - { id: a, uses: file/rename, with: {} }\n',
    '6 unknown-step-type There are file/write, file/replace, file/check',
  ],
  [
    'YAML reads the rest of an expression as a comment',
    `steps:\n  - id: a\n    uses: core/wait\n    with: { for: 1s }\n    if: environment == 'a # b'\n`,
    `9 expression-syntax YAML reads # b' as a comment: put quotes around the whole value`,
  ],
  [
    'a rollback brings a key that excludes one of its step',
    'scope: { databases: { crm: [t] } }\nsteps:\n  - { id: a, uses: sql/execute, with: { connection: crm, sql: select 1 }, rollback: { with: { file: b.sql } } }\n',
    `7 wrong-combination Its input is merged into the step's own: to give it a whole one, write "uses: sql/execute" beside "with"`,
    '7 missing-file',
  ],
  [
    'two keys were meant to be the same',
    'steps:\n  - { id: a, uses: core/wait, wth: { for: 1s }, wiht: { for: 2s } }\n',
    '6 unknown-key = Did you mean "with"?',
    '6 unknown-key Did you mean "with"?',
  ],
  [
    'the key of the inputs is misspelt, which expressions read',
    `input: { n: { type: integer, default: 2 } }\nsteps: [{ id: a, ${waits}, if: inputs.n > 1 }]\n`,
    '5 unknown-key = Did you mean "inputs"?',
  ],
  [
    'another tool has another word for inputs',
    `variables: { n: { type: integer, default: 2 } }\nsteps: [{ id: a, ${waits}, if: inputs.n > 1 }]\n`,
    '5 unknown-key = Did you mean "inputs"?',
  ],
  [
    'forEach is misspelt, whose values are read',
    'steps:\n  - { id: a, uses: core/wait, foreach: [1s, 2s], with: { for: "${{ each.value }}" } }\n',
    '6 unknown-key = Did you mean "forEach"?',
  ],
  [
    'forEach is empty, whose values are read',
    'steps:\n  - { id: a, uses: core/wait, forEach: [], with: { for: "${{ each.value }}" } }\n',
    '6 wrong-value',
  ],
  [
    'the id of a step is misspelt, which others name',
    `steps:\n  - { name: a, ${waits} }\n  - { id: b, needs: [a], ${waits} }\n  - { id: c, ${waits}, if: has(steps.a.outputs) }\n`,
    '6 unknown-key = Did you mean "id"?',
  ],
  [
    'the list is misspelt that an entry is in, whose outputs are read',
    `scope: { databases: { crm: [t] } }\nprecondition:\n  - { id: p, uses: sql/query, with: { connection: crm, sql: select 1 from t } }\nsteps:\n  - { id: a, ${waits}, if: steps.p.outputs.value == 1 }\n`,
    '6 unknown-key = Did you mean "preconditions"?',
  ],
  [
    'something is wrong below a key that is misspelt as well',
    `step:\n  - { id: a, ${waits}, needs: [b], rolback: { noone: x } }\n`,
    '5 unknown-key = Did you mean "steps"?',
    '6 unknown-need',
    '6 needless-rollback',
    '6 unknown-key = Did you mean "rollback"?',
    '6 unknown-key = Did you mean "none"?',
  ],
  [
    'a misspelt key is repeated by an alias',
    'steps:\n  - { id: a, uses: core/wait, with: { for: 1s }, retry: &r { evry: 1s, for: 5s } }\n  - { id: b, uses: core/wait, with: { for: 1s }, retry: *r }\n',
    '6 unknown-key = Did you mean "every"?',
  ],
  [
    'the default of an input is no text, and is needed as one',
    'inputs: { v: { type: string, default: 1.10 } }\nscope: { files: [a] }\nsteps: [{ id: a, uses: file/write, with: { path: a, content: "${{ inputs.v }}" } }]\n',
    '5 wrong-value = Put it in quotes',
  ],
  [
    'a step type of one plugin is called as one of another is',
    'scope: { databases: { crm: [t] } }\nsteps: [{ id: a, uses: sql/run, with: { connection: crm, sql: select 1 from t } }]\n',
    '6 unknown-step-type Did you mean "sql/execute"?',
  ],
  [
    'outputs are read of a step that is skipped where its readers are not, and of others',
    [
      'steps:',
      `  - { id: a, ${waits}, if: "environment=='x' && run.id != '(&&'" }`,
      `  - { id: b, ${waits}, if: "run.id != '(&&' && (true || false) && environment == 'x' && steps.a.outputs != {}" }`,
      `  - { id: c, ${waits}, if: "environment == 'x' && steps.a.outputs != {}" }`,
      `  - { id: d, ${waits}, if: "environment == 'x' || run.id != '(&&' && steps.a.outputs != {}" }\n`,
    ].join('\n'),
    '8 expression-unguarded Write has(steps.a.outputs) && …',
    '9 expression-unguarded Write has(steps.a.outputs) && …',
  ],
  [
    'an apostrophe stands in single quotes',
    "scope: { files: [a] }\nsteps:\n  - id: a\n    uses: file/write\n    with:\n      path: a\n      content: 'it's'\n",
    `11 yaml-quoted-text = Write "it's"`,
  ],
  [
    'SQL in a flow map has no quotes, and a colon behind its comma',
    "scope: { databases: { crm: [t] } }\nsteps: [{ id: a, uses: sql/query, with: { connection: crm, sql: select a, b from t where c = 'x: y' } }]\n",
    '6 unknown-key Put quotes around the text that it is a piece of',
  ],
  [
    'braces stand around names of a condition',
    `steps: [{ id: a, ${waits}, if: "\${{ environment }} == 'local' && \${{environment}} != 'x'" }]\n`,
    "5 expression-braces = Write environment == 'local' && environment != 'x'",
  ],
  [
    'an expression gives a number where a text is asked for',
    'scope: { files: [a] }\nsteps: [{ id: a, uses: file/write, with: { path: a, content: "${{ size(environment) }}" } }]\n',
    '6 wrong-type Write string(…) around what stands between ${{ and }}',
  ],
  [
    'an expression gives a list where a text is asked for',
    'scope: { files: [a] }\nsteps: [{ id: a, uses: file/write, with: { path: a, content: "${{ [1] }}" } }]\n',
    '6 wrong-type',
  ],
  [
    'an expression gives a text where a number is asked for, and others what is asked for',
    'inputs: { n: { type: integer } }\nscope: { files: [a] }\nsteps:\n  - { id: a, uses: file/replace, with: { paths: "${{ [environment] }}", find: a, replace: "${{ environment + \'x\' }}", count: "${{ inputs.n }}" } }\n  - { id: b, uses: file/replace, with: { paths: [a], find: a, replace: b, count: "${{ environment + \'x\' }}" } }\n',
    '9 wrong-type',
  ],
  [
    'an expression gives a number where the rollback asks for a text',
    'scope: { files: [a] }\nsteps:\n  - id: a\n    uses: file/write\n    with: { path: a, content: x }\n    rollback:\n      with:\n        content: "${{ size(environment) }}"\n',
    '12 wrong-type Write string(…) around what stands between ${{ and }}',
  ],
  [
    'a path that is known only with the inputs is out of scope',
    'scope: { files: [a] }\ninputs: { d: { type: string, default: b } }\nsteps:\n  - id: a\n    uses: file/write\n    with:\n      content: x\n      path: "${{ inputs.d }}/c"\n',
    '12 out-of-scope = Add "b/c" to scope.files',
  ],
  [
    'a path of forEach is out of scope',
    'scope: { files: [a] }\nsteps:\n  - id: a\n    uses: file/write\n    forEach: [a, b]\n    with:\n      content: x\n      path: "${{ each.value }}"\n',
    '12 out-of-scope = Add "b" to scope.files',
  ],
  [
    'a path of forEach is a field of its value, and another is no field of its own',
    'scope: { files: [a] }\nsteps:\n  - id: a\n    uses: file/write\n    forEach: [{ path: a, n: 1 }, { path: b, n: 2 }]\n    with: { content: "${{ string(each.value.n) }}", path: "${{ each.value.path }}" }\n',
    '10 out-of-scope = Add "b" to scope.files',
  ],
  [
    'an expression in a list is of another type than its items',
    'inputs: { n: { type: integer } }\nscope: { files: [a] }\nsteps:\n  - { id: a, uses: file/replace, with: { paths: [a, "${{ inputs.n }}"], find: a, replace: b } }\n',
    '8 wrong-type Write string(…) around what stands between ${{ and }}',
  ],
  [
    'names of the plan stand between braces of another tool, in one text as they are meant to',
    `inputs: { n: { type: string, default: x } }\nscope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, with: { path: a, content: "\${{ '{{ inputs.n }}' }} \${{ '\${inputs.n}' }} \${{ inputs.n }}" } }\n  - { id: b, uses: file/write, with: { path: a, content: "{{ inputs.n }}" } }\n`,
    "9 not-expanded Write ${{ inputs.n }}, or ${{ '{{ inputs.n }}' }} for the text itself",
  ],
  [
    'a path is called as a template of another tool, which no scope need allow',
    'inputs: { n: { type: string, default: a } }\nscope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, if: inputs.n == "a", with: { path: "${inputs.n}", content: x } }\n',
    "8 not-expanded Write ${{ inputs.n }}, or ${{ '${inputs.n}' }} for the text itself",
  ],
  [
    'a path has braces that another tool would fill, so that no fix adds it to the scope',
    'scope: { files: [a] }\nsteps:\n  - { id: a, uses: file/write, with: { path: "{{ .Values.path }}", content: x } }\n',
    '7 out-of-scope Add "{{ .Values.path }}" to scope.files',
  ],
  [
    'a key stands where the entries of its kind stand',
    `tunable: true\nsteps: [{ id: a, ${waits} }]\n`,
    '5 unknown-key It belongs in an entry of "inputs"',
  ],
  [
    'a loop reads what other tools call its item',
    'scope: { files: [a, b] }\nsteps:\n  - { id: a, uses: file/write, forEach: [a, b], with: { path: "${{ item }}", content: x } }\n',
    '7 expression-name Did you mean "each.value"?',
  ],
  [
    'steps begin with the names of what they do',
    'steps:\n  - { id: a, wait: 5m }\n',
    '6 unknown-key Write uses: core/wait, and its input under "with"',
  ],
  [
    'conditions stand in a list',
    `steps:\n  - id: a\n    uses: core/wait\n    with: { for: 1s }\n    assert: [environment == 'local', inputs.n > 1]\n`,
    '9 wrong-type It is one text: join the conditions with &&',
  ],
  ['something else than true or false is given', `steps: [{ id: a, ${waits}, pointOfNoReturn: 3 }]\n`, '5 wrong-type'],
  [
    'no plugin has step types of that kind',
    'steps: [{ id: a, uses: mail/send }]\n',
    '5 unknown-step-type Add its plugin to "plugins" in backout.yaml',
  ],
  [
    'the pattern of an input is none, so that nothing is said of values that environments give',
    `inputs: { n: { type: string, pattern: '[' } }\nenvironments: [{ name: local, inputs: { n: x } }]\nsteps: [{ id: a, ${waits}, if: inputs.n == 'x' }]\n`,
    '5 wrong-value',
  ],
  ['an input is no map', 'steps: [{ id: a, uses: core/wait, with: 5m }]\n', '5 wrong-type Known here: for'],
  [
    'an entry of the scope is an alias for YAML, so that what it covers is not known',
    'scope: { files: [*.md] }\nsteps:\n  - { id: a, uses: file/write, with: { path: "*.md", content: x } }\n',
    '5 yaml-alias = Write "*.md"',
  ],
  [
    'a service of the scope is an address, and not just its origin',
    'scope: { services: { "https://a.example/": ["GET /x"] } }\nsteps: [{ id: a, uses: core/wait, with: { for: 1s } }]\n',
    '5 unknown-connection = Did you mean "https://a.example"?',
  ],
  [
    'the only value of an input is beyond its limit',
    `inputs: { n: { type: integer, const: 5, maximum: 3 } }\nsteps: [{ id: a, ${waits}, if: inputs.n > 1 }]\n`,
    '5 wrong-value',
  ],
  [
    'an invariant is a probe of Kubernetes, and steps are tasks of Ansible',
    `invariants: [{ id: i, uses: sql/query, with: { connection: crm, sql: select 1 }, assert: outputs.value == 1, periodSeconds: 30s, failureThreshold: 2 }]\ntasks:\n  - { id: a, ${waits} }\n`,
    '5 unknown-key = Did you mean "every"?',
    '5 unknown-key = Did you mean "failureLimit"?',
    '6 unknown-key = Did you mean "steps"?',
  ],
  [
    'the name of a connection is empty',
    'steps:\n  - { id: a, uses: sql/query, with: { connection: "", sql: select 1 } }\n',
    '6 wrong-value',
  ],
]

for (const [when, yaml, ...told] of cases)
  test(`validatePlan() tells what to do when ${when}`, async () => {
    const { diagnostics } = await check(head + yaml)
    assert.deepEqual(diagnostics.map(line), told)
    for (const { fix } of diagnostics.length === 1 ? diagnostics : [])
      if (fix) assert.deepEqual((await check(applyFixes(head + yaml, [fix]))).diagnostics, [])
  })

function line({ at, code, suggestion, fix }: Diagnostic): string {
  return [at!.line, code, fix ? '=' : '', suggestion ?? fix?.title ?? ''].filter((word) => word !== '').join(' ')
}

function check(text: string): ReturnType<typeof validatePlan> {
  return validatePlan(loadPlanFile({ path: 'p', text }), { plugins: fakePlugins, readFile: () => undefined })
}

for (const [what, before, after] of [
  [
    'keys of JSON',
    '{"apiVersion":"backout/v1","kind":"MigrationPlan","metadata":{"nam":"x"},"steps":[{"id":"a","usess":"core/wiat","with":{"for":"1s"}}]}',
    '{"apiVersion":"backout/v1","kind":"MigrationPlan","metadata":{"name":"x"},"steps":[{"id":"a","uses":"core/wait","with":{"for":"1s"}}]}',
  ],
  [
    'a scope in JSON',
    '{"apiVersion":"backout/v1","kind":"MigrationPlan","metadata":{"name":"x"},"steps":[{"id":"a","uses":"file/write","with":{"path":"a","content":"x"}}]}',
    '{"apiVersion":"backout/v1","kind":"MigrationPlan","metadata":{"name":"x"},"scope": {"files":["a"]}, "steps":[{"id":"a","uses":"file/write","with":{"path":"a","content":"x"}}]}',
  ],
  [
    'a scope in a flow map',
    '{ apiVersion: backout/v1, kind: MigrationPlan, metadata: { name: x }, steps: [{ id: a, uses: file/write, with: { path: a, content: x } }] }\n',
    '{ apiVersion: backout/v1, kind: MigrationPlan, metadata: { name: x }, scope: { files: ["a"] }, steps: [{ id: a, uses: file/write, with: { path: a, content: x } }] }\n',
  ],
  [
    'a scope behind a byte order mark',
    '\ufeffsteps: [{ id: a, uses: file/write, with: { path: a, content: x } }]\napiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: x }\n',
    '\ufeffscope:\n  files: ["a"]\nsteps: [{ id: a, uses: file/write, with: { path: a, content: x } }]\napiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: x }\n',
  ],
  [
    'a scope without a value',
    `${head}scope:\nsteps:\n  - { id: a, uses: file/write, with: { path: a, content: x } }\n`,
    `${head}scope: {files: ["a"]}\nsteps:\n  - { id: a, uses: file/write, with: { path: a, content: x } }\n`,
  ],
  [
    'a connection in the scope',
    `${head}scope: { databases: { crn: [t] } }\nsteps: [{ id: a, uses: sql/query, with: { connection: crm, sql: select 1 from t } }]\n`,
    `${head}scope: { databases: { crm: [t] } }\nsteps: [{ id: a, uses: sql/query, with: { connection: crm, sql: select 1 from t } }]\n`,
  ],
  [
    'braces in a block of text',
    `${head}steps:\n  - id: a\n    uses: core/wait\n    if: |\n      \${{ environment ==\n         'local' }}\n    with: { for: 1s }\n  - { id: b, uses: core/wait, with: { for: 1s } }\n`,
    `${head}steps:\n  - id: a\n    uses: core/wait\n    if: "environment ==\\n   'local'"\n    with: { for: 1s }\n  - { id: b, uses: core/wait, with: { for: 1s } }\n`,
  ],
  [
    'a word in a block of text, where a list is asked for',
    `${head}steps:\n  - { id: a, uses: core/wait, with: { for: 1s } }\n  - id: b\n    uses: core/wait\n    needs: >-\n      a\n    with: { for: 1s }\n`,
    `${head}steps:\n  - { id: a, uses: core/wait, with: { for: 1s } }\n  - id: b\n    uses: core/wait\n    needs: ["a"]\n    with: { for: 1s }\n`,
  ],
  [
    'names in blocks of text',
    `${head}steps:\n  - ? |-\n      idd\n    : a\n    uses: >-\n      core/wiat\n    with: { for: 1s }\n`,
    `${head}steps:\n  - ? id\n    : a\n    uses: core/wait\n    with: { for: 1s }\n`,
  ],
  [
    'connections that are called like what every object has',
    `${head.replace('crm:', 'toString: { driver: sqlite, file: b }, constructor:')}scope: { databases: { toString: [u] } }\nsteps:\n  - { id: a, uses: sql/query, with: { connection: constructor, sql: select 1 from t } }\n  - { id: b, uses: sql/query, with: { connection: toString, sql: select 1 from v } }\n`,
    `${head.replace('crm:', 'toString: { driver: sqlite, file: b }, constructor:')}scope: { databases: { toString: [u, "v"], constructor: ["t"] } }\nsteps:\n  - { id: a, uses: sql/query, with: { connection: constructor, sql: select 1 from t } }\n  - { id: b, uses: sql/query, with: { connection: toString, sql: select 1 from v } }\n`,
  ],
  [
    'names in single quotes',
    `${head}'stpes': [{ 'id': a, 'usse': 'core/wiat', with: { for: 1s } }]\n`,
    `${head}'steps': [{ 'id': a, 'uses': 'core/wait', with: { for: 1s } }]\n`,
  ],
] as const)
  test(`applyFixes() keeps a file as it is written: ${what}`, async () => {
    let text: string = before
    for (let round = 0; round < 5; round++)
      text = applyFixes(
        text,
        (await check(text)).diagnostics.flatMap(({ fix }) => fix ?? []),
      )
    assert.equal(text, after)
    assert.deepEqual((await check(text)).diagnostics, [])
  })

test('validatePlan() holds against scope what a step touches for certain, where it does not tell all', async () => {
  const plugins = fakePlugins.map((plugin) => ({ ...plugin, steps: plugin.steps.map((step) => ({ ...step, describe: partly(step) })) }))
  const text = `${head}scope: { databases: { crm: [u] } }\nsteps: [{ id: c, uses: sql/query, with: { connection: crm, sql: select 1 from t } }]\n`
  const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins, readFile: () => undefined })
  assert.deepEqual(
    diagnostics.map(({ code, message }) => [code, message]),
    [['out-of-scope', 'Step "c": it reads "t", which scope.databases.crm does not allow']],
  )
})

/** As the step type describes itself, but not sure that this is all. */
function partly(step: AnyStepType): AnyStepType['describe'] {
  return async (input, context) => {
    const { touches, ...traits } = await step.describe(input, context)
    return { ...traits, touches: 'unknown', ...(touches !== 'unknown' && { known: touches }) }
  }
}

test('validatePlan() quotes what belongs into the scope so that a plan can hold it', async () => {
  const text = `${head}scope: { files: [a] }\nsteps: [{ id: b, uses: file/write, with: { path: 'b "c"', content: x } }]\n`
  const { diagnostics } = await check(text)
  assert.deepEqual(
    diagnostics.map(({ message, suggestion }) => [message, suggestion]),
    [[`Step "b": it writes 'b "c"', which scope.files does not allow`, `Add 'b "c"' to scope.files`]],
  )
})

test('validatePlan() shows a table where the SQL names it, also one that is called as its connection', async () => {
  const text = `${head}scope: { databases: { crm: [u] } }\nsteps:\n  - id: a\n    uses: sql/query\n    with:\n      connection: crm\n      sql: select 1 from crm\n`
  const { diagnostics } = await check(text)
  assert.deepEqual(
    diagnostics.map(({ at, code }) => [at?.line, code]),
    [[11, 'out-of-scope']],
  )
})

test('validatePlan() adds nothing to a list of the scope that steps repeat, and the rest where it belongs', async () => {
  const before = `${head}scope: { files: &all [a] }\nsteps:\n  - { id: a, uses: file/check, with: { paths: *all } }\n  - { id: b, uses: file/write, with: { path: b, content: x } }\n  - { id: c, uses: sql/query, with: { connection: crm, sql: select 1 from t } }\n`
  const { diagnostics } = await check(before)
  assert.deepEqual(
    diagnostics.map(({ at, code, fix }) => [at?.line, code, fix?.title]),
    [
      [8, 'out-of-scope', undefined],
      [9, 'out-of-scope', 'Add "t" to the scope'],
    ],
  )
  const after = before.replace('&all [a] }', '&all [a], databases: { crm: ["t"] } }')
  assert.equal(
    applyFixes(
      before,
      diagnostics.flatMap(({ fix }) => fix ?? []),
    ),
    after,
  )
})

test('validatePlan() tells once what a step type refuses of a step and its rollback, and names the environment, where it is fine in another', async () => {
  const wait = fakePlugins.flatMap((plugin) => plugin.steps).find(({ uses }) => uses === 'core/wait')!
  const picky: Plugin = {
    name: 'picky',
    version: '1.0.0',
    drivers: [],
    steps: [
      {
        ...wait,
        uses: 'picky/wait',
        describe(input, context) {
          if (context?.environment === 'production') throw new PlanError('invalid', 'Cannot wait so long')
          return wait.describe(input, context)
        },
      },
    ],
  }
  const found = async (environments: string): Promise<readonly string[]> => {
    const text = `${head}environments: [${environments}]\nsteps: [{ id: a, uses: picky/wait, with: { for: 1s }, rollback: { with: { for: 2s } } }]\n`
    const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: [picky], readFile: () => undefined })
    return diagnostics.filter(({ code }) => code === 'invalid-input').map(({ message }) => message)
  }
  assert.deepEqual(await found('local, production'), ['Step "a": cannot wait so long in the environment "production"'])
  assert.deepEqual(await found('production'), ['Step "a": cannot wait so long'])
})

for (const [what, with_, refused, place] of [
  ['the key that it is about', 'with: { for: 1s }', { about: 'for' }, [5, 49]],
  ['the input, where the key is not there', 'with: { for: 1s }', { about: 'sql' }, [5, 36]],
  ['the text that it refuses', 'with: { for: 1s }', { text: '1s' }, [5, 49]],
  ['the input, where the text is not there', 'with: { for: 1s }', { text: '2s' }, [5, 36]],
  ['the input, where it names nothing', 'with: { for: 1s }', {}, [5, 36]],
] as const)
  test(`validatePlan() tells what a step type refuses at ${what}`, async () => {
    const wait = fakePlugins.flatMap((plugin) => plugin.steps).find(({ uses }) => uses === 'core/wait')!
    const describe = (): never => {
      throw new PlanError('invalid', 'Cannot wait so long', refused)
    }
    const picky: Plugin = { name: 'picky', version: '1.0.0', drivers: [], steps: [{ ...wait, uses: 'picky/wait', describe }] }
    const text = `${head}steps: [{ id: a, uses: picky/wait, ${with_} }]\n`
    const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), {
      plugins: [...fakePlugins, picky],
      readFile: () => undefined,
    })
    assert.deepEqual(
      diagnostics.map(({ at, code }) => [code, at?.line, at?.column]),
      [['invalid-input', ...place]],
    )
  })

const touching = [
  ['file/check', '{ paths: [a] }', 'reads "a"'],
  ['file/write', '{ path: a, content: x }', 'writes "a"'],
  ['exec/run', '{ command: [make] }', 'runs "make"'],
  ['http/request', '{ connection: api, path: /a }', 'sends "GET /a"'],
] as const
for (const [uses, input, does] of touching)
  test(`validatePlan() says of a step out of scope that it ${does}`, async () => {
    const connections = head.replace('connections: {', 'connections: { api: { driver: http, baseUrl: "http://a.example" },')
    const rollback = 'rollback: { none: it stays }'
    const { diagnostics } = await check(
      `${connections}scope: {}\nsteps: [{ id: a, uses: ${uses}, with: ${input}${uses === 'exec/run' ? `, ${rollback}` : ''} }]\n`,
    )
    assert.deepEqual(
      diagnostics.map(({ message }) => message.split(', which')[0]),
      [`Step "a": it ${does}`],
    )
  })

test('validatePlan() suggests an environment that the plan does not list yet', async () => {
  const environments = { staging: {}, production: {} }
  const suggested = async (listed: string): Promise<readonly (string | undefined)[]> => {
    const document = loadPlanFile({ path: 'p', text: `${head}environments: [${listed}]\n${steps}` })
    const project = { apiVersion: 'backout/v1', kind: 'Project', environments } as const
    const { diagnostics } = await validatePlan(document, { plugins: fakePlugins, project, readFile: () => undefined })
    return diagnostics.filter(({ code }) => code === 'unknown-environment').map(({ suggestion }) => suggestion)
  }
  assert.deepEqual(await suggested('stagin'), ['Did you mean "staging"?'])
  assert.deepEqual(await suggested('staging, stagin'), ['There are staging, production'])
})

for (const [what, connections] of [
  ['a connection lacks its driver', '{ crm: { file: crm.db } }'],
  ['a connection is a text', '{ crm: "sqlite:crm.db" }'],
  ['connections are a list', '[{ name: crm, driver: sqlite, file: crm.db }]'],
] as const)
  test(`validatePlan() tells where ${what}, and not that it is not there`, async () => {
    const uses = 'scope: { databases: { crm: [t] } }\nsteps: [{ id: a, uses: sql/query, with: { connection: crm, sql: select 1 } }]\n'
    const { diagnostics } = await check(head.replace('{ crm: { driver: sqlite, file: crm.db } }', connections) + uses)
    assert.deepEqual(
      diagnostics.map(({ at }) => at?.line),
      [4],
    )
  })
