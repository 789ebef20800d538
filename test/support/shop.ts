import { rmSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { dumpSqlite } from './sqlite-dump.ts'
import { fileTree } from './file-tree.ts'
import { commitAll } from './git-tree.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Where the real data for tests is read from. */
export const dataFolder = process.env['BACKOUT_TEST_DATA'] ?? here('../../../shared/data')

/** A repository with the Chinook database, a small service that reads it, and the plan `shop-address`. */
export interface Shop extends AsyncDisposable {
  readonly root: string
  readonly service: ShopService
  /** Database, files and service, as they are now: equal means that nothing can be told apart. */
  state(): Promise<{
    readonly database: string
    readonly files: Readonly<Record<string, string>>
    readonly flags: Readonly<Record<string, unknown>>
  }>
}

/** Builds the repository, with a commit, and starts its service on a free port. `url` uses one that is there already. */
export async function makeShop(options: { readonly url?: string; readonly from?: string } = {}): Promise<Shop> {
  await using opened = new AsyncDisposableStack()
  const root = await mkdtemp(join(tmpdir(), 'backout-shop-'))
  opened.defer(() => rm(root, { recursive: true, force: true }))
  const service = await startService()
  opened.defer(() => {
    service.server.close()
    service.server.closeAllConnections()
  })
  await fillShop(root, options.url ?? service.url, options.from ?? (await chinook()))
  const kept = opened.move()
  return {
    root,
    service,
    state: async () => ({ database: dumpSqlite(join(root, 'shop.db')), files: fileTree(root, ['shop.db']), flags: { ...service.flags } }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function fillShop(root: string, url: string, database: string): Promise<void> {
  await cp(here('../fixtures/shop'), root, { recursive: true })
  await cp(here('../../plans/shop-address'), join(root, 'plans/shop-address'), { recursive: true })
  const project = join(root, 'backout.yaml')
  await writeFile(project, (await readFile(project, 'utf8')).replace('http://127.0.0.1:__PORT__', url))
  await writeFile(join(root, '.gitignore'), '/shop.db*\n')
  await cp(database, join(root, 'shop.db'))
  await commitAll(root, 'The shop')
}

/** The service: health, and flags that can be set. */
export interface ShopService {
  readonly server: Server
  readonly url: string
  readonly flags: Record<string, unknown>
  readonly requests: string[]
}

async function startService(): Promise<ShopService> {
  const flags: Record<string, unknown> = {}
  const requests: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`)
      const flag = /^\/flags\/(.+)$/.exec(request.url ?? '')?.[1]
      if (flag && request.method === 'PUT')
        flags[flag] = (JSON.parse(Buffer.concat(chunks).toString()) as { readonly enabled: unknown }).enabled
      const known = flag !== undefined || request.url === '/health'
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify(flag ? { enabled: flags[flag] ?? false } : { status: known ? 'ok' : 'unknown' }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The service has no port')
  return { server, url: `http://127.0.0.1:${address.port}`, flags, requests }
}

let built: Promise<string> | undefined

/** The Chinook database as a SQLite file, built once for each process. */
export function chinook(): Promise<string> {
  return (built ??= buildChinook())
}

async function buildChinook(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-chinook-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'chinook.db')
  const db = new DatabaseSync(path)
  db.exec('pragma synchronous = off; begin')
  db.exec(await readFile(join(dataFolder, 'chinook/Chinook_Sqlite.sql'), 'utf8'))
  db.exec('commit')
  db.close()
  return path
}
