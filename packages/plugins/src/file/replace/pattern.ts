import { messageOf, PlanError } from '@backout/core/plugin'
import type { Match } from './text.ts'

/** A regular expression of a plan: global, `^` and `$` at every line, code points as characters. Errors: `invalid`. */
export function readPattern(pattern: string): RegExp {
  try {
    const regex = new RegExp(pattern, 'gmu')
    // Whether it is too large shows only when it is used.
    regex.test('')
    regex.lastIndex = 0
    return regex
  } catch (error) {
    const reason = messageOf(error).split(': ').at(-1) ?? ''
    const hint = hintFor(pattern, reason)
    const shown = pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern
    throw new PlanError('invalid', `Cannot read pattern ${JSON.stringify(shown)}: ${reason}`, { text: pattern, hint })
  }
}

/** What people write who know the patterns of other tools. */
function hintFor(pattern: string, reason: string): string | undefined {
  if (/^\(\?[a-z]+\)/.test(pattern)) return 'Flags stand for a group: (?i:…)'
  if (pattern.includes('(?P<')) return 'The name of a group stands behind (?<'
  if (/^invalid escape$/i.test(reason))
    return String.raw`Only ^ $ \ . * + ? ( ) [ ] { } | / have a backslash before them to mean themselves, and - within [ ]`
  if (/^lone quantifier brackets$/i.test(reason)) return String.raw`Write \{, \} and \] for the characters themselves`
  return undefined
}

/** All matches of a pattern, each with its replacement. */
export function* findPattern(text: string, pattern: RegExp, replace: string): Iterable<Match> {
  for (const match of text.matchAll(pattern)) {
    if (splitsCharacter(text, match.index)) continue
    yield { from: match.index, to: match.index + match[0].length, text: expandReplacement(match, replace) }
  }
}

/** V8 finds places (`\B`, `(?<!a)`) also between the two halves of a code point beyond U+FFFF, where ECMAScript has none. */
function splitsCharacter(text: string, index: number): boolean {
  return index > 0 && text.codePointAt(index - 1)! > 0xffff
}

/** A replacement with its `$1`, `$<name>`, `$&`, `` $` ``, `$'` and `$$` filled in, as ECMAScript's GetSubstitution has it. */
export function expandReplacement(match: RegExpExecArray, replace: string): string {
  if (!replace.includes('$')) return replace
  return replace.replace(/\$(?:\$|&|`|'|\d{1,2}|<[^>]*>)/g, (reference) => substitute(match, reference))
}

function substitute(match: RegExpExecArray, reference: string): string {
  const key = reference.slice(1)
  if (key === '$') return '$'
  if (key === '&') return match[0]
  if (key === '`') return match.input.slice(0, match.index)
  if (key === "'") return match.input.slice(match.index + match[0].length)
  if (key.startsWith('<')) return match.groups ? (match.groups[key.slice(1, -1)] ?? '') : reference
  const groups = match.length - 1
  const number = Number(key)
  if (number >= 1 && number <= groups) return match[number] ?? ''
  const first = Number(key[0])
  return first >= 1 && first <= groups ? (match[first] ?? '') + key.slice(1) : reference
}
