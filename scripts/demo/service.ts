import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The demo's service: a version, and flags that can be switched. */
export interface DemoService extends AsyncDisposable {
  readonly url: string
  readonly flags: { readonly [name: string]: unknown }
}

/** Starts the service on loopback, on a free port. */
export async function startService(): Promise<DemoService> {
  const flags: { [name: string]: unknown } = {}
  const server = createServer(async (request, response) => {
    const [status, body] = answer(request.method ?? '', request.url ?? '', await bodyOf(request), flags)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    flags,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(method: string, url: string, body: string, flags: { [name: string]: unknown }): readonly [status: number, body: unknown] {
  if (method === 'GET' && url === '/version') return [200, { schema: '12' }]
  const name = /^\/flags\/([\w-]+)$/.exec(url)?.[1]
  if (name === undefined) return [404, { error: 'not found' }]
  if (method === 'PUT') flags[name] = (JSON.parse(body) as { readonly enabled: unknown }).enabled
  return [200, { enabled: flags[name] ?? false }]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
