import { PlanError, type Value } from '@backout/core/plugin'
import { placeOf, type Statement } from './dialect.ts'
import type { Params } from './session.ts'

/**
 * Compares the parameters that statements have with those that are given: a missing one would silently be NULL in some databases. By
 * position each statement counts from 1; a value that no statement takes is a mistake.
 * Errors: `invalid`, naming the parameter and the line.
 */
export function checkParams(statements: readonly Statement[], params: Params | undefined): void {
  if (params === undefined || isPositional(params)) checkPositions(statements, params ?? [])
  else checkNames(statements, Object.keys(params))
}

/** Whether parameters are given by position. */
export function isPositional(params: Params): params is readonly Value[] {
  return Array.isArray(params)
}

function checkPositions(statements: readonly Statement[], params: readonly unknown[]): void {
  const having = statements.filter(({ parameters }) => parameters.length > 0)
  for (const statement of having) {
    const { parameters } = statement
    const named = parameters.find((name) => !/^\d+$/.test(name))
    if (named !== undefined) throw problem(`parameter "${named}" on ${placeOf(statement)} has no value`, 'Give `params` as a map, by name')
    const largest = Math.max(...parameters.map(Number))
    if (largest > params.length)
      throw problem(
        `the statement on ${placeOf(statement)} has ${largest} ${largest === 1 ? 'parameter' : 'parameters'}, and \`params\` ${countOf(params.length)}`,
      )
  }
  const used = new Set(having.flatMap(({ parameters }) => parameters.map(Number)))
  const largest = Math.max(0, ...used)
  if (params.length > largest)
    throw problem(`\`params\` gives ${countOf(params.length)}, and ${largest === 0 ? 'none' : largest} can be used`)
  const unused = params.findIndex((_, at) => !used.has(at + 1))
  if (unused >= 0) throw problem(`\`params\` gives ${countOf(params.length)}, and no statement uses value ${unused + 1}`)
}

function checkNames(statements: readonly Statement[], names: readonly string[]): void {
  for (const statement of statements) {
    const missing = statement.parameters.find((name) => !names.includes(name))
    if (missing !== undefined) throw problem(`parameter "${missing}" on ${placeOf(statement)} has no value`, hintFor(missing))
  }
  const unused = names.find((name) => !statements.some(({ parameters }) => parameters.includes(name)))
  if (unused !== undefined) throw problem(`no statement has a parameter "${unused}"`)
}

function hintFor(name: string): string {
  return /^\d+$/.test(name) ? 'Give `params` as a list, by position' : `Add "${name}" to \`params\``
}

function countOf(number: number): string {
  return number === 1 ? '1 value' : `${number} values`
}

function problem(what: string, hint?: string): PlanError {
  return new PlanError('invalid', `Cannot run the SQL: ${what}`, { hint })
}
