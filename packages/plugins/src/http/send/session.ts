import { type Access, longestTimer, type Opening, PlanError } from '@backout/core/plugin'
import { durationOf } from '../../duration.ts'
import type { Channel } from './channel.ts'
import { type HttpConfig, settingsOf } from '../config.ts'
import { openDispatchers } from '../exchange/dispatcher.ts'
import { proxyOf } from '../exchange/proxy.ts'
import { sendPersistently } from './send.ts'
import { parseBase } from '../address/service-url.ts'
import { isSafe } from '../address/methods.ts'
import type { HttpAnswer, HttpRequest } from '../message/request.ts'

/** An open service: everything that leaves for it goes through here, and is held against the scope. */
export interface HttpSession extends AsyncDisposable {
  readonly base: URL
  /**
   * Sends a request, follows its redirects, and sends it again where that is allowed.
   * Errors: `out-of-scope`, `invalid`, `refused` (a write in a read session, anything but a read in a preview), `failed`, `timeout`, `interrupted`; `unknown` for a write without answer.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

/** Opens a service. Nothing is connected before the first request. Errors: `invalid`. */
export function openHttpSession(given: HttpConfig, opening: Opening): HttpSession {
  const config = settingsOf(given)
  const base = parseBase(config.baseUrl)
  const proxy = proxyOf(base, process.env)
  const dispatchers = openDispatchers({ base, proxy }, config, opening.root)
  const channel: Channel = {
    base,
    proxy,
    config,
    dispatchers,
    timeout: Math.min(durationOf(config.timeout), longestTimer),
    resource: opening.resource,
    demand(part, access) {
      refuseWrites(part, access, opening)
      opening.guard.demand(part, access)
    },
    allows: (part, access) => opening.guard.allows(part, access),
  }
  return {
    base,
    send: (request, signal) => sendPersistently(channel, request, AbortSignal.any([signal, opening.signal])),
    [Symbol.asyncDispose]: () => dispatchers[Symbol.asyncDispose](),
  }
}

function refuseWrites(part: string, access: Access, { access: granted, mode, resource }: Opening): void {
  if (mode === 'preview' && !isSafe(part.split(' ', 1)[0]!))
    throw refused(part, resource, 'a preview sends nothing but GET, HEAD and OPTIONS')
  if (access === 'write' && granted === 'read') throw refused(part, resource, 'it was opened for reading')
}

function refused(part: string, resource: string, reason: string): PlanError {
  return new PlanError('refused', `Cannot send "${part}" to ${resource}: ${reason}`)
}
