import { foreignBlank, missingSpace, valueAt } from '../../load/index.ts'
import { closest, didYouMean, pointTo } from '../../model/index.ts'
import { patternWords } from './pattern-words.ts'
import { knownHere, within } from './phrases.ts'
import { couldBe, type SchemaNode } from './schema-lookup.ts'
import type { SchemaMistake } from './schema-mistake.ts'

interface UnknownKey {
  readonly key: string
  /** Pointer to the map that it is in. */
  readonly parent: string
  /** The whole value that the key is somewhere in. */
  readonly value: unknown
}

/** What is wrong with a key that a schema does not know, and what was probably meant. */
export function unknownKey({ key, parent, value }: UnknownKey, holder: SchemaNode, known: ReadonlyMap<string, SchemaNode>): SchemaMistake {
  const place = { code: 'unknown-key', pointer: pointTo(parent, key), part: 'key' } as const
  if (key === '<<') return { ...place, message: 'YAML 1.2 has no merge keys ("<<")', suggestion: 'Write the keys out where they belong' }
  const [pattern] = Object.keys(holder.patternProperties ?? {})
  if (pattern !== undefined) return { ...place, message: `"${key}" can't be a name here: it ${patternWords(pattern)}` }
  if (known.has(key))
    return { ...place, message: `"${key}" stands alone, without other keys${within(parent).replace('in', 'beside it in')}` }
  return { ...place, message: `"${key}" is not known${within(parent)}`, ...guess(key, valueAt(value, place.pointer), known) }
}

/** What an unknown key was probably meant to be; a guess that its value does not fit is none to be applied. */
function guess(key: string, value: unknown, known: ReadonlyMap<string, SchemaNode>): Partial<SchemaMistake> {
  if (known.has(/^([\w.-]+):./.exec(key)?.[1] ?? '')) return { suggestion: missingSpace }
  const blank = foreignBlank(key)
  if (blank !== undefined) return { suggestion: blank }
  const fits = (word: string): boolean => couldBe(known.get(word) ?? {}, value)
  const word = otherWords.get(key)?.find((one) => known.has(one) && fits(one))
  const holder = [...known].find(([, schema]) => names(schema, key))?.[0]
  if (word === undefined && holder !== undefined) return { suggestion: `It belongs in "${holder}"`, meant: holder, isGuess: true }
  const meant = word ?? closest(key, known.keys()) ?? otherWords.get(key)?.find((one) => known.has(one))
  if (meant !== undefined) return { suggestion: didYouMean(meant), meant, ...(!fits(meant) && { isGuess: true }) }
  const family = [...known].find(([, { patternProperties = {} }]) =>
    Object.values(patternProperties).some((schema) => names(schema, key)),
  )?.[0]
  if (family !== undefined) return { suggestion: `It belongs in an entry of "${family}"` }
  if (/\S\s+\S/.test(key)) return { suggestion: 'Put quotes around the text that it is a piece of' }
  return known.size > 0 ? { suggestion: knownHere([...known.keys()]) } : {}
}

function names({ properties = {} }: SchemaNode, key: string): boolean {
  return Object.hasOwn(properties, key)
}

/** Words that users of other tools type. */
const otherWords: ReadonlyMap<string, readonly string[]> = new Map([
  ['depends_on', ['needs', 'after']],
  ['dependsOn', ['needs', 'after']],
  ['depends', ['needs', 'after']],
  ['needs', ['after']],
  ['name', ['id', 'title']],
  ['type', ['uses', 'driver']],
  ['use', ['uses']],
  ['run', ['uses', 'command']],
  ['args', ['with', 'params']],
  ['inputs', ['with']],
  ['parameters', ['inputs', 'params']],
  ['postconditions', ['successCriteria']],
  ['post_conditions', ['successCriteria']],
  ['postChecks', ['successCriteria']],
  ['success', ['successCriteria']],
  ['verify', ['successCriteria', 'assert']],
  ['attempts', ['for']],
  ['maxAttempts', ['for']],
  ['max_attempts', ['for']],
  ['max', ['for', 'maximum']],
  ['min', ['minimum']],
  ['times', ['for']],
  ['retries', ['retry', 'for']],
  ['until', ['assert', 'for']],
  ['timeout-minutes', ['timeout']],
  ['timeout_minutes', ['timeout']],
  ['timeoutSeconds', ['timeout']],
  ['working-directory', ['cwd']],
  ['workingDirectory', ['cwd']],
  ['chdir', ['cwd']],
  ['dir', ['cwd']],
  ['environment', ['env']],
  ['options', ['enum']],
  ['choices', ['enum']],
  ['values', ['enum']],
  ['regex', ['pattern']],
  ['search', ['find']],
  ['replacement', ['replace']],
  ['src', ['from', 'file']],
  ['source', ['from', 'file']],
  ['dest', ['to', 'path']],
  ['destination', ['to', 'path']],
  ['target', ['to', 'path']],
  ['path', ['paths', 'file']],
  ['paths', ['files']],
  ['tables', ['databases']],
  ['db', ['connection', 'databases']],
  ['database', ['connection', 'databases']],
  ['json', ['body']],
  ['data', ['body', 'content']],
  ['payload', ['body']],
  ['text', ['content']],
  ['params', ['query']],
  ['dbname', ['database']],
  ['username', ['user']],
  ['hostname', ['host']],
  ['variables', ['inputs']],
  ['vars', ['inputs']],
  ['loop', ['forEach']],
  ['with_items', ['forEach']],
  ['matrix', ['forEach']],
  ['strategy', ['forEach']],
  ['jobs', ['steps']],
  ['tasks', ['steps']],
  ['changeSet', ['steps']],
  ['stages', ['steps']],
  ['continue-on-error', ['onFailure']],
  ['when', ['if']],
  ['condition', ['if', 'assert']],
  ['expect', ['assert']],
  ['undo', ['rollback']],
  ['down', ['rollback']],
  ['delay', ['every']],
  ['revert', ['rollback']],
  ['interval', ['every']],
  ['periodSeconds', ['every']],
  ['failureThreshold', ['failureLimit']],
  ['expectedStatus', ['expect']],
  ['approval', ['signOff']],
  ['approvals', ['signOffs']],
  ['statement', ['sql']],
  ['query', ['sql']],
  ['script', ['sql', 'command']],
])
