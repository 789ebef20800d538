/** A host that somebody allowed, perhaps on one port only. */
interface AllowedHost {
  readonly host: string
  readonly port: string | undefined
}

/** Whether a preview may reach `host:port`: a loopback address always, and what `--allow-host` and `BACKOUT_ALLOW_HOSTS` list. */
export function isAllowedHost(hostAndPort: string, allowed: readonly string[]): boolean {
  const { host, port } = splitHost(hostAndPort)
  if (isLoopback(host)) return true
  return allowed
    .map(splitHost)
    .some((each) => withoutDot(each.host) === withoutDot(host) && (each.port === undefined || each.port === port))
}

/** Hosts from the command line and from the environment (separated by commas). */
export function allowedHosts(given: readonly string[], env: { readonly [name: string]: string | undefined }): readonly string[] {
  const fromEnvironment = (env['BACKOUT_ALLOW_HOSTS'] ?? '').split(',')
  return [...given, ...fromEnvironment].map((each) => each.trim()).filter(Boolean)
}

function splitHost(text: string): AllowedHost {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? []
  // An IPv6 address without brackets has no port.
  const host = bracketed ?? plain ?? text
  return { host: host.toLowerCase(), port }
}

/** With or without the dot of the root, a name says the same to a server of names; without it alone, `localhost` is known to the machine itself. */
function withoutDot(host: string): string {
  return host.replace(/\.$/, '')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('/') || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
