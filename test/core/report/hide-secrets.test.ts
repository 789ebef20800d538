import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Diagnostic } from '@backout/core/model'
import { hideSecrets } from '@backout/core/report'

/** What is shown of a line by itself. */
function shown(text: string): string {
  return hideSecrets({ diagnostics: [], documents: [{ path: 'a.yaml', text }] }).documents[0]!.text
}

const lines: readonly [line: string, shown: string][] = [
  ['password: hunter2', 'password: *******'],
  ['passwort: hunter2 # theirs', 'passwort: ******* # theirs'],
  ['password: hun#ter2, too', 'password: *************'],
  ['{ password: hunter2, tls: 1 }', '{ password: *******, tls: 1 }'],
  ["{ 'password': 'hun''ter2', tls: 1 }", "{ 'password': ***********, tls: 1 }"],
  ['{"api_key":"hun\\"ter2","a":1}', '{"api_key":***********,"a":1}'],
  ['password: "hunter2', 'password: ********'],
  ['password:hunter2', 'password:*******'],
  ['CRM_PASSWORD: hunter2', 'CRM_PASSWORD: *******'],
  ['Authorization: Bearer hunter2', 'Authorization: **************'],
  ["sql: create role app login password 'hunter2'", 'sql: create role app login password *********'],
  ["sql: select dblink('host=a password=hunter2 user=b')", "sql: select dblink('host=a password=******* user=b')"],
  ['url: postgres://u:hunter2@db/crm', 'url: postgres://u:*******@db/crm'],
  ['url: postgres://u:hun@ter2@db/crm', 'url: postgres://u:********@db/crm'],
  ['url: postgres:/u:hun/ter2@db/crm', 'url: postgres:/u:********@db/crm'],
  ['url: postgres://u:a@db # password: b', 'url: postgres://u:*@db # password: *'],
]
for (const [line, expected] of lines)
  test(`of "${line}" only "${expected}" is shown`, () => {
    assert.equal(shown(line), expected)
    assert.equal(shown(`a: 1\r\n${line}\r\nb: 2`), `a: 1\r\n${expected}\r\nb: 2`)
  })

const open = [
  `password: $\{{ secrets.CRM }}`,
  'password: $CRM_PASSWORD',
  `url: "postgres://u:$\{{ secrets.CRM }}@db/crm"`,
  'url: http://127.0.0.1:8080/@you/them',
  'sql: alter table users add password text not null',
  'sql: select password::text, token from users',
  'inputs: { password: { type: string } }',
  'password:',
  'text: |',
]
for (const line of open) test(`all of "${line}" is shown`, () => assert.equal(shown(line), line))

const words: readonly [text: string, message: string, shown: string][] = [
  ['password: 123456', '"password" must be text, not 123456', '"password" must be text, not ***'],
  [
    'password: !hunter2 x',
    'YAML reads "!hunter2" as a tag: a value that begins with "!"',
    'YAML reads "***" as a tag: a value that begins with "!"',
  ],
  ['title: !hunter2 x', 'YAML reads "!hunter2" as a tag', 'YAML reads "!hunter2" as a tag'],
]
for (const [text, message, expected] of words)
  test(`of "${text}" is said: ${expected}`, () => {
    const start = text.indexOf(': ') + 2
    const at = { file: 'a.yaml', line: 1, column: start + 1, start, end: text.length }
    const diagnostic: Diagnostic = { code: 'wrong', severity: 'error', message, at, suggestion: message }
    const told = hideSecrets({ diagnostics: [diagnostic], documents: [{ path: 'a.yaml', text }] }).diagnostics[0]!
    assert.deepEqual([told.message, told.suggestion], [expected, expected])
  })

test('passwords are looked for in time that grows with the text alone', () => {
  for (const text of ['passw', 'password: ', '://a:', ':/', 'token="', "pwd'", 'secret ', '{ password', '@'].map((some) =>
    some.repeat(50_000),
  )) {
    const began = performance.now()
    shown(text)
    assert.ok(performance.now() - began < 5000, text.slice(0, 20))
  }
})
