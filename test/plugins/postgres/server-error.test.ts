import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ServerError, withoutValues } from '../../../packages/plugins/src/sql/postgres/connection/server-error.ts'

/** As servers say it whose messages (`lc_messages`) are not English. */
const said: readonly [language: string, code: string, error: Partial<ServerError>, shown: Partial<ServerError>][] = [
  ['German', '23505', { detail: 'Schlüssel »(name)=(secret)« existiert bereits.' }, { detail: 'Schlüssel »(name)« existiert bereits.' }],
  ['German', '23502', { detail: 'Fehlgeschlagene Zeile enthält (secret, null).' }, { detail: 'the row is not allowed' }],
  [
    'German',
    '22P02',
    {
      message: 'ungültige Eingabesyntax für Typ json',
      detail: 'Token »secret« ist ungültig.',
      where: 'JSON-Daten, Zeile 1: secret...\nPL/pgSQL-Funktion f() Zeile 1 bei PERFORM',
    },
    {
      message: 'ungültige Eingabesyntax für Typ json',
      detail: 'Token "…" ist ungültig.',
      where: 'PL/pgSQL-Funktion f() Zeile 1 bei PERFORM',
    },
  ],
  [
    'French',
    '22P02',
    { message: 'syntaxe en entrée invalide pour le type integer : « secret "4711 »' },
    { message: 'syntaxe en entrée invalide pour le type integer ' },
  ],
  [
    'French',
    '23514',
    {
      message: 'la nouvelle ligne de la relation « n » viole la contrainte de vérification « c »',
      detail: 'La ligne en échec contient (secret).',
      where: "instruction SQL « insert into n values ('secret') »\nfonction PL/pgSQL f(), ligne 1 à EXECUTE",
    },
    {
      message: 'la nouvelle ligne de la relation « n » viole la contrainte de vérification « c »',
      detail: 'the row is not allowed',
      where: 'fonction PL/pgSQL f(), ligne 1 à EXECUTE',
    },
  ],
  ['Russian', '42601', { message: 'ошибка синтаксиса в tsquery: "secret 4711"' }, { message: 'ошибка синтаксиса в tsquery' }],
  ['Japanese', '23505', { detail: 'キー (name)=(secret) はすでに存在します。' }, { detail: 'キー (name) はすでに存在します。' }],
  ['Japanese', '22P02', { message: '"integer"型の入力構文が不正です: "secret "4711"' }, { message: '"integer"型の入力構文が不正です' }],
]
for (const [language, code, error, shown] of said)
  test(`withoutValues() shows no value of an error ${code} in ${language}`, () => {
    const { message, detail, where } = withoutValues({ name: 'error', message: '', code, ...error })
    assert.deepEqual({ message, detail, where }, { message: '', detail: undefined, where: undefined, ...shown })
  })
