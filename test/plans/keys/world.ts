import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Repository, repository } from '../../cli/repository.ts'
import type { CliResult } from '../../support/cli.ts'
import { json, type Seen, startService } from '../../support/service.ts'

/** Part of a plan or of `backout.yaml`, as data: JSON is YAML. */
export type Part = { readonly [key: string]: unknown }

/** A repository with a service beside it, in which a key of the format is observed. */
export interface KeyWorld {
  readonly repo: Repository
  readonly origin: string
  /** The requests that the service has seen, as `GET /path`, in order. */
  readonly asked: readonly string[]
  /** What the service answers, as JSON, to a request; 200 unless it says a status. By default the number of requests like it before. */
  answer: (request: Seen, earlier: number) => unknown
  /** Writes the plan `p` (with the parts given) and `backout.yaml`. */
  write(plan: Part, project?: Part): void
  /** Runs `plan` with words; demands an exit status, and words in what it prints. */
  call(words: string, exitCode: number, told?: RegExp): Promise<CliResult>
  has(path: string): boolean
  read(path: string): string
}

/** One or several keys, and what shows that they are honoured, or refused. */
export interface KeyCase {
  readonly keys: readonly string[]
  /** Completes a sentence: `is where the plan may run`. */
  readonly shows: string
  observe(world: KeyWorld, t: TestContext): Promise<void>
}

/** A response of the service with another status. */
export class Status {
  readonly status: number

  constructor(status: number) {
    this.status = status
  }
}

/** Makes the world; it goes away with the test. */
export async function keyWorld(t: TestContext): Promise<KeyWorld> {
  const asked: string[] = []
  const world: { answer: KeyWorld['answer'] } = { answer: (_request, earlier) => ({ n: earlier }) }
  const service = await startService(async (request, response) => {
    const line = `${request.method} ${request.url}`
    const earlier = asked.filter((one) => one === line).length
    asked.push(line)
    const given = await world.answer(request, earlier)
    if (given instanceof Status) json(response, given.status, {})
    else json(response, 200, given)
  })
  t.after(() => service[Symbol.asyncDispose]())
  const repo = repository(t)
  const write = (path: string, value: Part): void => repo.write(path, `${JSON.stringify(value, null, 2)}\n`)
  return Object.assign(world, {
    repo,
    origin: service.origin,
    asked,
    write(plan: Part, project: Part = {}) {
      write('plans/p.plan.yaml', planOf(plan))
      const environments = { local: { connections: { api: { driver: 'http', baseUrl: service.origin, retries: 0 } } } }
      write('backout.yaml', { apiVersion: 'backout/v1', kind: 'Project', environments, ...project })
    },
    async call(words: string, exitCode: number, told?: RegExp) {
      const result = await repo.plan(words.split(' '))
      const printed = `${result.stdout}\n${result.stderr}`
      assert.equal(result.exitCode, exitCode, `plan ${words}\n${printed}`)
      if (told) assert.match(printed, told)
      return result
    },
    has: (path: string) => existsSync(join(repo.root, path)),
    read: (path: string) => repo.read(path),
  })
}

/** A whole plan, called `p`, that may touch `out/` and the service `api`. */
export function planOf({ metadata, ...more }: Part): Part {
  return {
    apiVersion: 'backout/v1',
    kind: 'MigrationPlan',
    metadata: { name: 'p', ...(metadata as Part | undefined) },
    scope: { files: ['out/**'], services: { api: ['GET /*', 'PUT /*'] } },
    steps: [writes('one')],
    ...more,
  }
}

/** A step that writes `out/<id>.txt`. */
export function writes(id: string, more: Part = {}): Part {
  return { id, uses: 'file/write', with: { path: `out/${id}.txt`, content: id }, ...more }
}

/** An entry that asks the service for `/<id>`. */
export function asks(id: string, more: Part = {}): Part {
  return { id, uses: 'http/request', with: { connection: 'api', path: `/${id}` }, ...more }
}

/** A step that puts something to the service at `/<id>`; its undo has to be written. */
export function puts(id: string, more: Part = {}): Part {
  return { id, uses: 'http/request', with: { connection: 'api', method: 'PUT', path: `/${id}`, body: { is: 'new' } }, ...more }
}

/** A step that fails. */
export const fails: Part = { id: 'fails', uses: 'file/check', with: { paths: ['out/never.txt'] } }
