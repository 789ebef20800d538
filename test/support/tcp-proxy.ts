import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { ServerAddress } from './postgres.ts'

/**
 * What happens to the connection whose client sends COMMIT:
 * `before`: both ends are cut before the server sees it; `after`: the server commits, and its answer is lost with the connection;
 * `silent`: the client is cut off, while the server is left waiting with its transaction open, as when a machine loses its network.
 */
export type Cut = 'before' | 'after' | 'silent'

/** A proxy in front of a PostgreSQL server that can lose a connection at a COMMIT. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** How many connections were cut so far. */
  readonly cuts: number
  /** How many COMMITs were seen so far. */
  readonly commits: number
  /** How often a client has asked and waited so far: simple queries, and ends of extended ones. */
  readonly roundTrips: number
  /** How many connections were refused so far. */
  readonly refused: number
  /** Cuts the connection of the next COMMIT, after `skip` earlier ones. */
  cutNextCommit(how: Cut, skip?: number): void
  /** Cuts the connection that sends a statement next, before the server sees it unless it is said otherwise. */
  cutNext(statement: RegExp, how?: Cut): void
  /** Keeps the next COMMIT from the server until it is let go. */
  holdNextCommit(): HeldCommit
  /** Cuts all connections at once, and refuses new ones until `restore`. */
  breakAll(): void
  restore(): void
  /** Passes nothing on any more, and says nothing of it, as a line that is dead. */
  stall(): void
}

/** A COMMIT on its way. */
export interface HeldCommit {
  /** Resolves once the client has sent it. */
  readonly sent: Promise<void>
  letGo(): void
}

/** Starts a proxy on loopback, on a free port unless one is given. */
export async function startTcpProxy(target: ServerAddress, port = 0): Promise<TcpProxy> {
  const state: State = {
    armed: undefined,
    held: undefined,
    cuts: 0,
    commits: 0,
    roundTrips: 0,
    refused: 0,
    broken: false,
    pairs: new Set(),
  }
  const server = createServer((client) => join(client, target, state))
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const destroyAll = (): void => {
    for (const pair of state.pairs) for (const socket of pair) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return state.cuts
    },
    get commits() {
      return state.commits
    },
    get roundTrips() {
      return state.roundTrips
    },
    get refused() {
      return state.refused
    },
    cutNextCommit(how, skip = 0) {
      state.armed = { how, skip, statement: commit }
    },
    cutNext(statement, how = 'before') {
      state.armed = { how, skip: 0, statement }
    },
    holdNextCommit() {
      const sent = Promise.withResolvers<void>()
      const gone = Promise.withResolvers<void>()
      state.held = { send: sent.resolve, gone: gone.promise }
      return { sent: sent.promise, letGo: gone.resolve }
    },
    breakAll() {
      state.broken = true
      destroyAll()
    },
    restore() {
      state.broken = false
    },
    stall() {
      for (const pair of state.pairs) for (const socket of pair) socket.pause()
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      destroyAll()
      await closed
    },
  }
}

interface State {
  armed: { readonly how: Cut; readonly skip: number; readonly statement: RegExp } | undefined
  held: { readonly send: () => void; readonly gone: Promise<void> } | undefined
  cuts: number
  commits: number
  roundTrips: number
  refused: number
  broken: boolean
  readonly pairs: Set<readonly [Socket, Socket]>
}

function join(client: Socket, target: ServerAddress, state: State): void {
  if (state.broken) {
    state.refused++
    client.destroy()
    return
  }
  const server = connect(target)
  const pair = [client, server] as const
  state.pairs.add(pair)
  let cut: Cut | undefined
  let held: State['held']
  const messages = messageReader((type, body) => {
    if (type === 'Q' || type === 'S') state.roundTrips++
    const sql = statementOf(type, body)
    if (cut === undefined && state.armed?.statement.test(sql)) cut = takeCut(state, state.armed)
    if (!commit.test(sql)) return
    state.commits++
    held = state.held
    state.held = undefined
  })
  client.on('data', async (chunk) => {
    messages(chunk)
    if (held) {
      client.pause()
      held.send()
      await held.gone
      held = undefined
      client.resume()
    }
    if (cut === undefined || cut === 'after') server.write(chunk)
    if (cut === 'before') end(pair)
    if (cut === 'silent') client.destroy()
  })
  server.on('data', (chunk) => {
    if (cut === undefined) client.write(chunk)
    else if (cut === 'after') end(pair)
  })
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => undefined)
    one.on('close', () => {
      if (cut !== 'silent') other.destroy()
    })
  }
  server.on('close', () => state.pairs.delete(pair))
}

function takeCut(state: State, armed: NonNullable<State['armed']>): Cut | undefined {
  state.armed = armed.skip > 0 ? { ...armed, skip: armed.skip - 1 } : undefined
  if (armed.skip > 0) return undefined
  state.cuts++
  return armed.how
}

function end(pair: readonly Socket[]): void {
  for (const socket of pair) socket.destroy()
}

const commit = /^\s*commit\b/i

/** The text of a simple query, and of one that is parsed first; the protocol's messages are a type, a length and a body. */
function statementOf(type: string, body: Buffer): string {
  return type === 'Q' ? body.toString('utf8') : type === 'P' ? body.subarray(body.indexOf(0) + 1).toString('utf8') : ''
}

/** Splits what a client sends into messages; the first one, before any type, is the startup. */
function messageReader(found: (type: string, body: Buffer) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0)
  let started = false
  return (chunk) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const head = started ? 1 : 0
      if (pending.length < head + 4) return
      const size = head + pending.readInt32BE(head)
      if (pending.length < size) return
      const message = pending.subarray(0, size)
      pending = pending.subarray(size)
      // An SSL request is 8 bytes, and the startup follows it.
      if (!started) started = size !== 8
      else found(String.fromCharCode(message[0]!), message.subarray(5))
    }
  }
}
