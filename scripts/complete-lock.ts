import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to package-lock.json the optional packages for other platforms that the registry at hand did not serve (a mirror may hold
 * those of its own platform only). `npm ci` refuses a lock without them; with them it skips them by their `os` and `cpu`.
 */
const path = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock
const missing = missingPackages(lock.packages)
const entries = Object.entries({ ...lock.packages, ...missing })
entries.sort(([a], [b]) => a.localeCompare(b, 'en'))
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`)
console.log(`${Object.keys(missing).length} packages for other platforms added to ${path}`)

interface Lock {
  readonly packages: { readonly [place: string]: LockedPackage }
}

interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly license?: string
  readonly optionalDependencies?: { readonly [name: string]: string }
}

function missingPackages(packages: Lock['packages']): Record<string, object> {
  const found: Record<string, object> = {}
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`
      if (!(place in packages)) found[place] = { version, dev: parent.dev, license: parent.license, optional: true, ...platformOf(name) }
    }
  }
  return found
}

/** By the words of its name, as all of them are named: `@scope/binding-linux-arm64-musl`. WebAssembly runs on every system. */
function platformOf(name: string): { readonly os?: string[]; readonly cpu: string[]; readonly libc?: string[] } {
  const words = name.split('/').at(-1)!.split('-')
  const os = words.find((word) => ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'].includes(word))
  const cpu = words.find((word) => ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'].includes(word))
  if (cpu === 'wasm32') return { cpu: [cpu] }
  if (!os || !cpu) throw new Error(`Cannot tell the platform of "${name}" by its name`)
  if (os !== 'linux') return { os: [os], cpu: [cpu] }
  return { os: [os], cpu: [cpu], libc: [words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'] }
}
