import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

/** Ends a process group if this process dies without ending it. Disposing calls it off. */
export interface Watchdog extends Disposable {
  watch(group: number): void
}

/**
 * A shell that waits on a pipe, which only closes when this process dies. It is there before the group is, so that nobody watches only in
 * the moment between the start of the group and the line that names it: a command whose engine is killed just then goes on.
 * Nothing where there is no POSIX shell.
 */
export function watchdog(): Watchdog {
  if (process.platform === 'win32') return { watch: () => undefined, [Symbol.dispose]: () => undefined }
  const script =
    'read -r group || exit; read -r word; [ "$word" = done ] && exit; kill -TERM "-$group" 2>/dev/null; sleep 5; kill -KILL "-$group" 2>/dev/null'
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' }
  // In a session of its own, since a Ctrl-C at the terminal reaches everything else.
  const shell = spawn('/bin/sh', ['-c', script, 'backout-watchdog'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env })
  shell.on('error', () => undefined)
  // Where the process may open no more files, there is none: the command does not start either.
  const line: Writable | undefined = shell.stdin
  line?.on('error', () => undefined)
  shell.unref()
  let isWatching = false
  return {
    watch(group) {
      isWatching = true
      line?.write(`${group}\n`)
    },
    [Symbol.dispose]: () => void line?.end(isWatching ? 'done\n' : ''),
  }
}
