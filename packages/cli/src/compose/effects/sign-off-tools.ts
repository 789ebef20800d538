import { tmpdir } from 'node:os'
import type { ProcessRunner, SshTools } from '@backout/core/signoff'
import { startGit } from '../../git/git.ts'
import { runProcess } from '../../system/processes.ts'

/** What signing and verifying need of this machine. */
export function sshTools(root: string): SshTools {
  return { run: processRunner(root), temporary: tmpdir() }
}

/** Processes for the sign-off room. */
export function processRunner(root: string): ProcessRunner {
  return (command, args, input) => (command === 'git' ? startGit(root, args, { input }) : runProcess(command, args, { cwd: root, input }))
}
