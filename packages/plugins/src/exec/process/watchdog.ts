import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { Writable } from 'node:stream'

/** Ends a process group if this process dies without ending it. Disposing calls it off. */
export interface Watchdog extends Disposable {
  watch(group: number): void
}

/**
 * A shell that waits on a pipe, which only closes when this process dies. It is there before the group is, so that nobody watches only in
 * the moment between the start of the group and the line that names it: a command whose engine is killed just then goes on.
 * Nothing where there is no POSIX shell. `note` is a file that holds the shell's process while it watches, and is empty once nothing of the group runs.
 */
export function watchdog(note = ''): Watchdog {
  if (process.platform === 'win32') return { watch: () => undefined, [Symbol.dispose]: () => undefined }
  const script =
    'read -r group || exit; read -r word; [ "$word" = done ] && exit; kill -TERM "-$group" 2>/dev/null; for wait in 0.1 0.2 0.7 1 1 1 1; do sleep $wait 2>/dev/null; kill -0 "-$group" 2>/dev/null || break; done; kill -KILL "-$group" 2>/dev/null; [ -z "$1" ] || : > "$1"'
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' }
  // In a session of its own, since a Ctrl-C at the terminal reaches everything else.
  const shell = spawn('/bin/sh', ['-c', script, 'backout-watchdog', note], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env })
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
      keepNote(note, `${shell.pid}`)
    },
    [Symbol.dispose]() {
      line?.end(isWatching ? 'done\n' : '')
      if (isWatching) keepNote(note, '')
    },
  }
}

/** Where it cannot be written, nobody will know when the command ended, as after a loss of power. */
function keepNote(note: string, text: string): void {
  if (note === '') return
  try {
    writeFileSync(note, text, { mode: 0o600 })
  } catch {
    // The command runs already.
  }
}
