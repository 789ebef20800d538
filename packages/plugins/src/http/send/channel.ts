import type { Access } from '@backout/core/plugin'
import type { HttpSettings } from '../config.ts'
import type { Dispatchers } from '../exchange/dispatcher.ts'

/** What sending needs of a session. */
export interface Channel {
  readonly base: URL
  /** By way of which all is sent. */
  readonly proxy: URL | undefined
  readonly config: HttpSettings
  readonly dispatchers: Dispatchers
  /** ms for one attempt */
  readonly timeout: number
  /** For people: `services.flags`. */
  readonly resource: string
  /** Errors: `out-of-scope`, `refused`. */
  demand(part: string, access: Access): void
  allows(part: string, access: Access): boolean
}
