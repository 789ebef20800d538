import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net'

/** A request as a test's service saw it. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A service on loopback, on a free port, with what it was asked. Disposing stops it and cuts its connections. */
export interface Service extends AsyncDisposable {
  readonly origin: string
  readonly seen: readonly Seen[]
}

/** An HTTP service. `answer` is called once the whole request is there, with how many came before. */
export async function startService(answer: (request: Seen, response: ServerResponse, earlier: number) => void): Promise<Service> {
  const seen: Seen[] = []
  const server = createHttpServer(recording(seen, answer))
  return started(server, 'http', seen)
}

/** Records requests, then answers them; for a server that a test creates by itself (TLS). */
export function recording(seen: Seen[], answer: (request: Seen, response: ServerResponse, earlier: number) => void): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') }
      seen.push(one)
      answer(one, response, seen.length - 1)
    })
  }
}

/** A server that speaks TCP as the test says: called with each connection once its first bytes are there. */
export async function startTcp(behave: (socket: Socket, first: string, earlier: number) => void): Promise<Service> {
  let connections = 0
  const seen: Seen[] = []
  const server = createTcpServer((socket) => {
    const earlier = connections++
    socket.on('error', () => undefined)
    socket.once('data', (chunk) => {
      const [method = '', url = ''] = chunk.toString('latin1').split(' ', 2)
      seen.push({ method, url, headers: {}, body: '' })
      behave(socket, chunk.toString('latin1'), earlier)
    })
  })
  return started(server, 'http', seen)
}

/** Starts a server on loopback. */
export async function started(server: Server | TcpServer, protocol: string, seen: readonly Seen[]): Promise<Service> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const dispose = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { origin: `${protocol}://127.0.0.1:${port}`, seen, [Symbol.asyncDispose]: dispose }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: { readonly [name: string]: string } = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** A port on loopback where nothing listens. */
export async function deadOrigin(): Promise<string> {
  await using service = await startTcp((socket) => socket.destroy())
  return service.origin
}
