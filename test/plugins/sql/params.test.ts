import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlanError } from '@backout/core/plugin'
import { checkParams } from '../../../packages/plugins/src/sql/check-params.ts'
import type { Statement } from '../../../packages/plugins/src/sql/dialect.ts'
import { readScript, type SqlInput } from '../../../packages/plugins/src/sql/inputs.ts'
import type { Params } from '../../../packages/plugins/src/sql/session.ts'

/** Statements by the names of their parameters. */
function statementsWith(...names: readonly (readonly string[])[]): readonly Statement[] {
  return names.map((parameters, at) => ({ sql: '…', line: at + 1, kind: 'update', parameters }))
}

const cases: readonly [when: string, statements: readonly Statement[], params: Params | undefined, message: RegExp | undefined][] = [
  ['there are none', statementsWith([]), undefined, undefined],
  ['each statement uses some of a list', statementsWith(['1', '2'], ['3']), [1, 2, 3], undefined],
  ['several statements use the same name', statementsWith(['a'], ['a', 'b']), { a: 1, b: 2 }, undefined],
  ['a list is too short', statementsWith(['1'], ['2', '1']), [1], /on line 2 has 2 parameters, and `params` 1 value/],
  ['a list is too long', statementsWith(['1']), [1, 2], /gives 2 values, and 1 can be used/],
  ['nothing uses a value in the middle of a list', statementsWith(['1'], ['3']), [1, 2, 3], /no statement uses value 2/],
  ['a list is given for names', statementsWith(['tier']), [1], /"tier" on line 1 has no value/],
  ['a name has no value', statementsWith(['a'], ['b']), { a: 1 }, /"b" on line 2 has no value/],
  ['nothing uses a name', statementsWith(['a']), { a: 1, b: 2 }, /no statement has a parameter "b"/],
]
for (const [when, statements, params, message] of cases) {
  test(`checkParams() ${message ? 'refuses' : 'takes'} parameters when ${when}`, () => {
    if (message) assert.throws(() => checkParams(statements, params), message)
    else checkParams(statements, params)
  })
}

const files: { readonly [path: string]: string } = { 'a.sql': "select 'a" }
const refused: readonly [when: string, input: Omit<SqlInput, 'connection'>, about: string][] = [
  ['the SQL is wrong', { sql: "select 'a" }, 'sql'],
  ['the SQL of a file is wrong', { file: 'a.sql' }, 'file'],
  ['a value is missing', { sql: 'select :a' }, 'sql'],
  ['a value has another name', { sql: 'select :a', params: { b: 1 } }, 'params'],
]
for (const [when, input, about] of refused)
  test(`readScript() says that it is about "${about}" when ${when}`, () => {
    const context = {
      environment: 'local',
      scope: () => [],
      connection: () => ({ driver: 'sqlite', config: {} }),
      file: (path: string) => new TextEncoder().encode(files[path]),
      snapshot: false,
    }
    assert.throws(
      () => readScript({ connection: 'crm', ...input }, context),
      (error) => error instanceof PlanError && error.about === about,
    )
  })
