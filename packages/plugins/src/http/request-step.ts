import { type Applied, type Change, isUnbound, PlanError, type StepType, type Traits, type Value } from '@backout/core/plugin'
import { mismatch } from './message/expectation.ts'
import { shownHeaders } from './message/headers.ts'
import { isSafe } from './address/methods.ts'
import { encodeBody } from './message/request-body.ts'
import { type RequestInput, requestInput, requestOutput } from './request-input.ts'
import { type HttpAnswer, isExpected, ruleText, type StatusRule } from './message/request.ts'
import { partOfUnit, type RequestUnit, unitOf, urlOfUnit } from './request-unit.ts'
import { decodeBody } from './message/response-body.ts'
import type { HttpSession } from './send/session.ts'

/**
 * `http/request`: one request, one unit.
 *
 * A write that was answered with 2xx (or an expected status), or sent on to look elsewhere, is applied, whatever is wrong with its answer otherwise: that is
 * judged in `judge`, so that a rollback knows of the effect. Any other answer says that nothing was done; no answer, or a gateway's in place of the service's, that it is unknown.
 */
export const httpRequest: StepType<RequestInput, Value, Value, never> = {
  uses: 'http/request',
  summary: 'Sends an HTTP request and checks its answer',
  input: requestInput,
  output: requestOutput,
  formats: [1],
  describe: (input, context) => (isUndecided(input) ? unknownTraits : traitsOf(unitOf(input, context))),
  async *changes(input, context): AsyncIterable<Change<Value>> {
    const unit = unitOf(input, context)
    const { method, path, headers = {}, body } = unit.request
    yield {
      unit: unit as unknown as Value,
      title: input.connection === undefined ? `${method} ${input.url}${input.path ?? ''}` : `${method} ${path} of ${input.connection}`,
      touches: [touchOf(unit)],
      details: () => [
        {
          kind: 'request',
          method,
          url: urlOfUnit(unit, context),
          headers: shownHeaders(headers),
          ...(body !== undefined && { body: bodyText(body, headers) }),
        },
      ],
    }
  },
  async apply(unit, context): Promise<Applied<never>> {
    const { resource, request } = unit as unknown as RequestUnit
    const session = await context.session<HttpSession>(resource)
    const answer = await session.send({ ...request, key: context.key }, context.signal)
    if (request.access === 'write') refuseUndone(answer, request, resource)
    return { result: storedAnswer(answer) }
  },
  async finish(results, input): Promise<Value> {
    const answer = await answerIn(results)
    return answer === null ? unheard(input) : outputOf(answer)
  },
  async judge(results, input) {
    const answer = await answerIn(results)
    if (answer !== null) demandExpected(answer, input)
  },
}

/** Null where a person said that the request was done: nobody heard what was answered. */
async function answerIn(results: AsyncIterable<Value>): Promise<StoredAnswer | null> {
  for await (const result of results) return result as unknown as StoredAnswer | null
  throw new PlanError('internal', 'Cannot give the answer of a request that was never sent')
}

/** An answer as the journal holds it. */
type StoredAnswer = Pick<HttpAnswer, 'status' | 'headers' | 'body' | 'url' | 'problem'>

const undo = {
  kind: 'none',
  reason: 'a request cannot be taken back by itself: write a rollback that sends the opposite, or say why there is none',
} as const
const unknownTraits: Traits = { effect: 'unknown', guarantee: 'unknown', touches: 'unknown', undo }

function traitsOf(unit: RequestUnit): Traits {
  const { method, access, repeatable } = unit.request
  const touches = [touchOf(unit)]
  const notes = isSafe(method) ? {} : { notes: [`The plan says that this ${method} has no effect`] }
  if (access === 'read') return { effect: 'none', guarantee: 'idempotent', touches, undo, ...notes }
  if (repeatable) return { effect: 'write', guarantee: 'idempotent', touches, undo }
  const note = `If the connection breaks while ${method} is under way, a person has to say whether it happened, unless the service honours the Idempotency-Key header ("idempotent: true")`
  return { effect: 'write', guarantee: 'at-least-once', touches, undo, notes: [note] }
}

function touchOf(unit: RequestUnit) {
  return { resource: unit.resource, part: partOfUnit(unit), access: unit.request.access ?? 'write' } as const
}

/** Whether what decides the request still waits for an expression. */
function isUndecided({ connection, url, method, path, effect, idempotent }: RequestInput): boolean {
  return [connection, url, method, path, effect, idempotent].some((value) => isUnbound(String(value)))
}

function refuseUndone(answer: HttpAnswer, { method, expected }: RequestUnit['request'], resource: string): void {
  if (answer.problem !== undefined || answer.done || isExpected(answer.status, expected)) return
  const said = `Cannot ${method} ${answer.url}: ${resource} answered ${answer.status}, not ${ruleText(expected)}${excerpt(answer)}`
  const gateway = answer.status === 502 || answer.status === 504
  if (!answer.doubtful && !gateway) throw new PlanError('failed', said)
  const why = answer.doubtful ? 'an earlier attempt broke off after it was sent' : 'a gateway gave up on the service'
  throw new PlanError('unknown', `${said}; ${why}, so whether it had its effect cannot be told`, {
    hint: 'Look at the service whether it happened',
  })
}

function storedAnswer({ status, headers, body, url, problem }: HttpAnswer): Value {
  return { status, headers, body, url, ...(problem && { problem: problem as unknown as Value }) }
}

function outputOf(answer: StoredAnswer): Value {
  const { status, headers } = answer
  return { status, headers, body: decodeBody(answer) }
}

function demandExpected(answer: StoredAnswer, input: RequestInput): void {
  const { problem, status } = answer
  if (problem) throw new PlanError(problem.code, problem.message, { hint: problem.hint })
  const rule = input.expect?.status as StatusRule | undefined
  const said = `Cannot accept the answer of ${input.method ?? 'GET'} ${answer.url}`
  if (!isExpected(status, rule)) throw new PlanError('failed', `${said}: its status is ${status}, not ${ruleText(rule)}${excerpt(answer)}`)
  const body = decodeBody(answer)
  const wrong = input.expect?.body === undefined ? undefined : mismatch(body, input.expect.body as Value)
  if (wrong !== undefined) throw new PlanError('failed', `${said}: ${wrong}`)
}

/** A person who says that a request was done can't say what was answered: it counts as answered as expected, without a body. */
function unheard({ expect }: RequestInput): Value {
  const [rule = '2xx'] = [(expect?.status ?? '2xx') as StatusRule].flat()
  return { status: typeof rule === 'number' ? rule : Number(rule[0]) * 100, headers: {}, body: null }
}

/** The start of a body that explains itself: errors of services are short texts. */
function excerpt({ status, headers, body }: Pick<HttpAnswer, 'status' | 'headers' | 'body'>): string {
  if (status < 400 || body.length === 0 || !/^(text\/plain|application\/([a-z.+-]*\+)?json)/i.test(headers['content-type'] ?? '')) return ''
  // Spaces within a line stay: they may be those of a secret, which nobody would know again without them.
  const text = Buffer.from(body)
    .toString('utf8')
    .trim()
    .replace(/\s*[\r\n]\s*/g, ' ')
  return `: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`
}

function bodyText(body: Value, headers: { readonly [name: string]: string }): string {
  const { bytes } = encodeBody(body, headers)
  return typeof bytes === 'string' ? bytes : `${bytes.length} bytes`
}
