// Plain, old JavaScript: it runs on the Node that is too old.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The Node that was installed along with this package, or undefined: on other platforms, and without optional dependencies. */
export function installedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}/package.json`)
    const path = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/**
 * Runs this program again, on that Node, as if it were this process: with its terminal, its signals, its exit status. It ends when this
 * process is killed, so that nothing goes on behind the back of whoever killed it.
 */
export function runWith(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: { ...process.env, BACKOUT_STARTED_BY: String(process.pid) } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends its signals to both.
    process.on(signal, () => process.stdin.isTTY || child.kill(signal))
  }
  child.on('error', (error) => {
    process.stderr.write(`Error: Cannot start ${node}: ${error.message}\n`)
    process.exitCode = 2
  })
  child.on('exit', (status, signal) => {
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(each)
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = status ?? 1
  })
}

/** In the program that was run again: ends with the process that did it. */
export function endWithParent() {
  if (process.env.BACKOUT_STARTED_BY !== String(process.ppid) || !process.channel) return
  process.channel.unref()
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  delete process.env.BACKOUT_STARTED_BY
}
