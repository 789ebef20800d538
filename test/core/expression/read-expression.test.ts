import assert from 'node:assert/strict'
import { test } from 'node:test'
import { celEnv } from '@bufbuild/cel'
import * as fc from 'fast-check'
import type { Node } from '../../../packages/core/src/expression/node.ts'
import { readExpression } from '../../../packages/core/src/expression/read/read-expression.ts'
import { isProblem, readWithLibrary } from '../../../packages/core/src/expression/read/read-with-library.ts'
import { functionNames, signaturesOf } from '../../../packages/core/src/expression/types/signatures.ts'

/** A node without its places, which the library does not give in full. */
function shape(node: Node): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value) => (key === 'start' || key === 'end' ? undefined : typeof value === 'bigint' ? `${value}n` : value)),
  )
}

const word = fc.constantFrom('inputs', 'steps', 'environment', 'outputs', 'x', '_a1', 'r', 'true1', 'inn')
const literal = fc.constantFrom(
  '0',
  '12',
  '-3',
  '1.5',
  '-0.25',
  '"a"',
  "'b c'",
  '""',
  '"in"',
  '"&&"',
  'true',
  'false',
  'null',
  '123456789012345678',
)
const blank = fc.constantFrom('', ' ', '  ', '\n', '\t')
const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||', ' in ')
const expressions = fc.letrec<{ any: string; member: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal,
    tie('member'),
    fc.tuple(tie('any'), blank, operator, blank, tie('any')).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('!', '-'), blank, tie('member')).map((parts) => parts.join('')),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(tie('any'), tie('any')), { maxLength: 2 })
      .map((items) => `{${items.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
  ),
  member: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc.constantFrom('-1', '- 1', '-1.5'),
    tie('any').map((inner) => `(${inner})`),
    fc.tuple(tie('member'), word).map(([member, field]) => `${member}.${field}`),
    fc.tuple(tie('member'), tie('any')).map(([member, index]) => `${member}[${index}]`),
    fc
      .tuple(tie('member'), word, fc.array(tie('any'), { maxLength: 2 }))
      .map(([member, method, args]) => `${member}.${method}(${args.join(',')})`),
    fc
      .tuple(tie('member'), fc.constantFrom('all', 'exists', 'map', 'filter'), tie('any'))
      .map(([member, macro, body]) => `${member}.${macro}(x, ${body})`),
    fc.tuple(tie('member'), word).map(([member, field]) => `has(${member}.${field})`),
    fc.tuple(fc.constantFrom('size', 'int', 'f'), tie('any')).map(([called, arg]) => `${called}(${arg})`),
  ),
}))

test('Law: what is read without the library is read as the library reads it', () => {
  let quick = 0
  fc.assert(
    fc.property(expressions.any, (expression) => {
      const node = readExpression(expression)
      if (!node) return
      quick++
      const other = readWithLibrary(expression)
      assert.ok(!isProblem(other), `the library refuses ${expression}`)
      assert.deepEqual(shape(node), shape(other), expression)
    }),
    { numRuns: 3000 },
  )
  assert.ok(quick > 1500, `only ${quick} of 3000 were read quickly`)
})

test('Law: what the library refuses is not read without it', () => {
  const pieces = fc.array(
    fc.constantFrom(
      'a',
      '.',
      '1',
      '"s"',
      '==',
      '&&',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '!',
      '-',
      ' ',
      ',',
      '?',
      ':',
      'in',
      'has',
      '=',
      '&',
      "'",
      '\\',
      '//',
      'x.all',
      '1.',
      '.5',
      'e3',
      '0x1',
      '1u',
      'r"a"',
      'if',
      '`a`',
    ),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(pieces, (some) => {
      const expression = some.join('')
      const node = readExpression(expression)
      if (!node) return
      const other = readWithLibrary(expression)
      assert.ok(!isProblem(other), `the library refuses ${expression}`)
      assert.deepEqual(shape(node), shape(other), expression)
    }),
    { numRuns: 20_000 },
  )
})

test('Law: the place of every node that is read without the library is its text', () => {
  const places = (node: Node, text: string): void => {
    const own = text.slice(node.start, node.end)
    if (node.kind === 'name' || node.kind === 'select' || node.kind === 'index')
      assert.deepEqual(shape(readExpression(own)!), shape(node), own)
  }
  fc.assert(
    fc.property(expressions.member, (expression) => {
      const node = readExpression(expression)
      if (node) places(node, expression)
    }),
  )
})

test('signaturesOf() knows exactly the functions of the library, with their types', () => {
  const short = (type: { toString(): string }) =>
    type
      .toString()
      .replace('google.protobuf.Timestamp', 'timestamp')
      .replace('google.protobuf.Duration', 'duration')
      .replace(/^(list|map)\(.*$/, '$1')
  const ofLibrary = [...celEnv().funcs].map(
    ({ name, target, arguments: args, result }) =>
      `${name} ${target ? `${short(target)}.` : ''}(${args.map(short).join(',')})${short(result)}`,
  )
  const names = new Set([...celEnv().funcs].map((one) => one.name))
  const ours = [...names].flatMap((one) =>
    (signaturesOf(one) ?? []).map(({ method, args, result }) => {
      const [first, ...rest] = args
      return method ? `${one} ${first}.(${rest.join(',')})${result}` : `${one} (${args.join(',')})${result}`
    }),
  )
  assert.deepEqual(ours.toSorted(), ofLibrary.toSorted())
  assert.deepEqual(
    functionNames().filter((one) => !names.has(one)),
    [],
  )
})
