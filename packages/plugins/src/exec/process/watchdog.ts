import { spawn } from 'node:child_process'

/**
 * Ends a process group if this process dies without ending it: a shell waits on a pipe that only closes then. Disposing calls it off.
 * Nothing where there is no POSIX shell.
 */
export function watchGroup(group: number): Disposable {
  if (process.platform === 'win32') return { [Symbol.dispose]: () => undefined }
  const script = 'read -r word; [ "$word" = done ] && exit; kill -TERM "-$1" 2>/dev/null; sleep 5; kill -KILL "-$1" 2>/dev/null'
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' }
  // In a session of its own, since a Ctrl-C at the terminal reaches everything else.
  const shell = spawn('/bin/sh', ['-c', script, 'backout-watchdog', String(group)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env,
  })
  shell.on('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  shell.unref()
  return { [Symbol.dispose]: () => void shell.stdin.end('done\n') }
}
