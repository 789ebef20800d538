#!/usr/bin/env node
// Plain, old JavaScript: it has to be able to say that Node is too old.
const [major] = process.versions.node.split('.').map(Number)

// Where both are set, Node warns of the one that it passes over.
delete process.env[process.env.FORCE_COLOR ? 'NO_COLOR' : 'FORCE_COLOR']

if (major < 24) {
  const { installedNode, runWith } = await import('./newer-node.js')
  const node = process.env.BACKOUT_STARTED_BY === undefined ? installedNode() : undefined
  if (node) runWith(node)
  else complain()
} else {
  if (process.env.BACKOUT_STARTED_BY) (await import('./newer-node.js')).endWithParent()
  await standInForAccount()
  const module = await import('node:module')
  const cache = await cacheDirectory()
  if (cache) module.enableCompileCache?.(cache)
  const { main } = await import((await isBundled()) ? '../bundle/main.js' : '../dist/main.js')
  await main(process.argv.slice(2))
}

function complain() {
  process.stderr.write(
    `Error: Cannot start plan: it needs Node.js 24 or later, and this is ${process.versions.node} (${process.execPath})\n` +
      '  Install Node.js 24 (https://nodejs.org, or "nvm install 24"), or let npm install optional dependencies: they bring one along\n',
  )
  process.exitCode = 2
}

/**
 * A container may run under a number that no account has, and whoever asks the system for its home or shell, as oclif does, then fails. The home is one
 * that nobody has: in a folder that others can write to, git would read their configuration.
 */
async function standInForAccount() {
  const { userInfo } = await import('node:os')
  try {
    userInfo()
  } catch {
    process.env.HOME ??= '/nonexistent'
    process.env.SHELL ??= ''
  }
}

/**
 * Of this user alone: compiled code must not come from a folder that others can write to. Nowhere, where only a path from the working folder is named, which
 * may be somebody's repository (an empty HOME; the XDG Base Directory Specification has such paths ignored).
 */
async function cacheDirectory() {
  const [{ homedir }, { isAbsolute, join }] = await Promise.all([import('node:os'), import('node:path')])
  const base = [process.env.XDG_CACHE_HOME ?? '', join(homedir(), '.cache')].find(isAbsolute)
  return base && join(base, 'backout', 'compiled')
}

/** The bundle, which starts faster, unless it is older than what was compiled since: then this is a checkout, and somebody is at work. */
async function isBundled() {
  const { statSync } = await import('node:fs')
  const changed = (path) => statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const compiled = ['..', '../../core', '../../plugins'].map((folder) => changed(`${folder}/dist/.tsbuildinfo`))
  return changed('../bundle/main.js') >= Math.max(1, ...compiled)
}
