import type { Plugin } from '@backout/core/plugin'
import { httpDriver } from './driver.ts'
import { httpRequest } from './request-step.ts'

/** Services over HTTP: the driver `http` and the step `http/request`. */
export const http: Plugin = { name: 'http', version: '1.0.0', steps: [httpRequest], drivers: [httpDriver] }

export { httpDriver, httpRequest }
export type { HttpSession } from './send/session.ts'
export type { HttpAnswer, HttpRequest } from './message/request.ts'
