import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { ServerAddress } from './postgres.ts'

/** A pooler in front of a PostgreSQL server. */
export interface Pooler extends AsyncDisposable {
  readonly port: number
}

/**
 * Starts a pooler that tells every client of a process of its own making. In mode `session` each client has its own session of the server; in mode `transaction` all of them share the
 * first one's, as those of a real pooler do while one after another works. Clients must not ask for encryption.
 */
export async function startPooler(target: ServerAddress, mode: 'session' | 'transaction'): Promise<Pooler> {
  const state: State = { mode, sockets: new Set(), shared: undefined, asking: undefined }
  const server = createServer((client) => join(client, connect(target), state))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of state.sockets) socket.destroy()
      await closed
    },
  }
}

interface State {
  readonly mode: 'session' | 'transaction'
  readonly sockets: Set<Socket>
  /** The session that all clients share, and whose turn it is. */
  shared: Socket | undefined
  asking: Socket | undefined
}

function join(client: Socket, own: Socket, state: State): void {
  let session = own
  let greeting: Buffer | undefined = Buffer.alloc(0)
  for (const socket of [client, own]) state.sockets.add(socket.on('error', () => undefined))
  client.on('data', (data) => {
    state.asking = client
    session.write(data)
  })
  client.on('close', () => session === own && state.mode === 'session' && own.destroy())
  own.on('data', (data) => {
    if (greeting === undefined) return (state.mode === 'session' ? client : state.asking)?.write(data)
    greeting = Buffer.concat([greeting, data])
    if (!disguised(greeting)) return undefined
    client.write(greeting)
    greeting = undefined
    if (state.mode === 'transaction') session = state.shared ??= own
    return undefined
  })
}

/** Gives the process of a greeting (`K`, PostgreSQL manual, 55.7) another number; false while the greeting has not ended (`Z`). */
function disguised(greeting: Buffer): boolean {
  for (let at = 0; at + 5 <= greeting.length; at += 1 + greeting.readInt32BE(at + 1)) {
    const type = String.fromCharCode(greeting[at]!)
    if (type === 'K') greeting.writeInt32BE(424_242_424, at + 5)
    if (type === 'Z') return true
  }
  return false
}
