import { execa } from 'execa'

/** Runs git in a directory, as somebody, without the machine's configuration. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const who = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', '-c', 'commit.gpgsign=false']
  return (await execa('git', [...who, ...args], { cwd: directory, env })).stdout
}

/** Makes a directory a repository, and commits everything in it. */
export async function commitAll(directory: string, message = 'All'): Promise<void> {
  await git(directory, 'init', '--quiet', '--initial-branch=main')
  await git(directory, 'add', '--all')
  await git(directory, 'commit', '--quiet', '--allow-empty', '--message', message)
}
