import { connect } from 'node:net'
import type { TestContext } from 'node:test'
import { type Service, startTcp } from '../../support/service.ts'

/** Sets the variables that name proxies, for the time of a test. */
export function useProxies(t: TestContext, proxies: { readonly [name: string]: string }): void {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']
  const saved = names.map((name) => [name, process.env[name]] as const)
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  for (const name of names) set(name, proxies[name])
  t.after(() => {
    for (const [name, value] of saved) set(name, value)
  })
}

/** A proxy that asks for nothing, and connects to a service whatever host it is asked for. */
export function startTunnel(service: string): Promise<Service> {
  return startTcp((socket) => {
    const onward = connect(Number(new URL(service).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
}
