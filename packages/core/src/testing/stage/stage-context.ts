import { type Access, PlanError, type Scope } from '../../model/index.ts'
import type { WriteContext } from '../../plugin.ts'
import type { StepCase } from '../case.ts'
import { type Declared, entriesOf } from './case-resources.ts'
import { type StageTime, Waited } from './patient.ts'

/** How a context of a stage differs from the usual. */
export interface StageContext {
  readonly mode?: 'preview' | 'run'
  readonly direction?: 'apply' | 'revert'
  readonly key?: string
  readonly session?: (resource: string) => Promise<AsyncDisposable>
}

/** What a context is made of. */
export interface ContextParts extends Declared {
  readonly given: StepCase
  readonly scope: Scope
  readonly signal: AbortSignal
  readonly time: StageTime
  session(resource: string, access: Access): Promise<AsyncDisposable>
}

/** A context as the engine would make it. */
export function contextOf(parts: ContextParts, access: Access, options: StageContext): WriteContext {
  const { connections, scope, given, signal, time } = parts
  return {
    environment: 'local',
    run: 'run-1',
    step: 'step',
    key: options.key ?? 'run-1/step/0',
    direction: options.direction ?? 'apply',
    mode: options.mode ?? 'run',
    signal,
    snapshot: given.snapshot ?? false,
    startedAt: new Date(0),
    now: () => new Date(time.now),
    scope: (resource) => entriesOf(scope, resource),
    connection: (resource) => connections[resource],
    file: (path) => fileOf(given, path),
    session: async <Session>(resource: string) => (await (options.session?.(resource) ?? parts.session(resource, access))) as Session,
    wait: (until) => {
      throw new Waited(until)
    },
    note: () => undefined,
  }
}

function fileOf({ files }: StepCase, path: string): Uint8Array {
  const content = files?.[path]
  if (content === undefined) throw new PlanError('missing', `Cannot read "${path}": the case does not bring it`)
  return typeof content === 'string' ? Buffer.from(content) : content
}
