import { isObject, type Json, pointTo } from '../../model/index.ts'
import { type KeyReading, readAs, valueAt } from '../../load/index.ts'
import type { Plugin } from '../../plugin.ts'
import type { SchemaValidator } from '../../plugin/validator.ts'
import type { Findings } from '../mistakes/findings.ts'
import { explain } from '../mistakes/explain.ts'
import { inEntries } from '../mistakes/in-entries.ts'
import type { SchemaMistake } from '../mistakes/schema-mistake.ts'
import { laterKeys } from '../schema/later.ts'
import { reportMistake } from '../mistakes/report-mistake.ts'

/** A kind of file: what it is called, its schema, and that schema compiled. */
export interface Format {
  readonly kind: 'MigrationPlan' | 'Project'
  readonly schema: unknown
  readonly validator: SchemaValidator
}

/** What the envelope says: the value as a map, and pointers to all that it refused. */
export interface Envelope {
  readonly value: { readonly [key: string]: Json }
  readonly wrong: ReadonlySet<string>
}

/**
 * Checks a file against the schema of its format, without what depends on step types and drivers. Undefined where it is no file of this
 * format at all, so that nothing more can be said.
 */
export function checkEnvelope(
  findings: Findings,
  { kind, schema, validator }: Format,
  plugins: readonly Plugin[] = [],
): Envelope | undefined {
  const value = findings.document.value as Json | undefined
  if (value === undefined || !isObject(value)) {
    if (value !== undefined) findings.error('wrong-type', '', `The file must be a map that begins with "apiVersion: backout/v1"`)
    return undefined
  }
  const other = value['kind'] === kind ? undefined : kinds.get(value['kind'] as string)
  if (other !== undefined) {
    findings.error('wrong-kind', '/kind', `This is ${other}, and ${kinds.get(kind)} is asked for`, instead[kind])
    return undefined
  }
  const newer = newerFormat(value['apiVersion'])
  if (newer !== undefined) findings.error('newer-format', '/apiVersion', newerMessage(newer), { suggestion: 'Update Backout' })
  return explained(findings, { kind, schema, validator }, plugins, newer)
}

/** Where a key was certainly meant to be another one, the file is read on as if it were: nothing of it is missing, and what is wrong below it is told as well. */
function explained(
  findings: Findings,
  { kind, schema, validator }: Format,
  plugins: readonly Plugin[],
  newer: string | undefined,
): Envelope | undefined {
  const keys: KeyReading[] = []
  for (;;) {
    const value = findings.document.value as Envelope['value']
    const errors = validator(value) ? [] : (validator.errors ?? [])
    const mistakes = inEntries(value, plugins, explain(schema, value, errors.slice(0, mostErrors), 'plain'))
    for (const mistake of mistakes) report(findings, kind, mistake, newer)
    if (errors.length > mostErrors) return undefined
    const meant = newer === undefined ? mistakes.flatMap((mistake) => meantKey(findings, mistake)) : []
    if (meant.length === 0 || keys.length >= mostKeys) return { value, wrong: new Set(mistakes.flatMap(wrongPlaces)) }
    keys.push(...meant)
    findings.readAs(readAs(findings.document, keys))
  }
}

/** What one may have wanted who names the one kind of file for the other. */
const instead: { readonly [kind in Format['kind']]: { readonly suggestion: string } | undefined } = {
  MigrationPlan: { suggestion: 'To check backout.yaml and all plans, name no file: plan validate' },
  Project: undefined,
}

/** Of a file with more, the first are told, and nothing else: it is none that anybody wrote. */
const mostErrors = 50_000

/** So many keys are read as others at most: each round reads the file again. */
const mostKeys = 100

function meantKey({ document }: Findings, { code, pointer, meant, isGuess }: SchemaMistake): readonly KeyReading[] {
  if (code !== 'unknown-key' || meant === undefined || isGuess) return []
  const place = pointTo(pointer.slice(0, pointer.lastIndexOf('/')), meant)
  return valueAt(document.value, place) === undefined ? [{ pointer, name: meant }] : []
}

/** A key that was probably meant to be another speaks for that one as well. */
function wrongPlaces({ pointer, code, meant, isRepeated }: SchemaMistake): readonly string[] {
  if (isRepeated) return []
  return code === 'unknown-key' && meant !== undefined ? [pointer, pointTo(pointer.slice(0, pointer.lastIndexOf('/')), meant)] : [pointer]
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['MigrationPlan', 'a plan (kind: MigrationPlan)'],
  ['Project', 'a project file (kind: Project)'],
])

function report(findings: Findings, kind: Format['kind'], mistake: SchemaMistake, newer: string | undefined): void {
  const { code, pointer, message } = mistake
  if (newer !== undefined && pointer === '/apiVersion') return
  const later = code === 'unknown-key' ? laterKeys[kind]?.[pointer] : undefined
  if (later !== undefined) findings.error('not-yet', pointer, later, { part: 'key', suggestion: 'Take it out' })
  else if (newer !== undefined && code === 'unknown-key') {
    findings.error('newer-key', pointer, `${message}: it is of the newer format "${newer}"`, { part: 'key', suggestion: 'Update Backout' })
  } else reportMistake(findings, '', mistake, findings.whose(pointer))
}

function newerFormat(apiVersion: Json | undefined): string | undefined {
  const version = typeof apiVersion === 'string' ? /^backout\/v(\d+)/.exec(apiVersion)?.[1] : undefined
  return Number(version ?? 1) > 1 ? String(apiVersion) : undefined
}

function newerMessage(version: string): string {
  return `The file is written in "${version}", which is newer than "backout/v1", the newest format that this Backout reads`
}
