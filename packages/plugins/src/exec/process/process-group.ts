import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** ms between asking a group of processes to end (SIGTERM) and ending it (SIGKILL). Shorter than the grace of the engine. */
const killDelay = 5000

/** Ends what is left of a process group: SIGTERM, and SIGKILL where that is not heeded in time. Resolves once nothing of it runs. */
export async function endGroup(group: number, delay: number = killDelay): Promise<void> {
  if (!isRunning(group)) return
  send(group, 'SIGTERM')
  if (await hasEnded(group, delay)) return
  send(group, 'SIGKILL')
  await hasEnded(group, 1000)
}

async function hasEnded(group: number, within: number): Promise<boolean> {
  for (let [waited, step] = [0, 5]; waited < within; waited += step, step = Math.min(step * 2, 100)) {
    if (!isRunning(group)) return true
    await sleep(step)
  }
  return !isRunning(group)
}

/** Whether a process of the group runs. One that has ended and that nobody has asked about (a zombie) does not. */
function isRunning(group: number): boolean {
  if (!send(group, 0)) return false
  return process.platform !== 'linux' || hasLiveMember(group)
}

function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

function hasLiveMember(group: number): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isLiveMember(name, group))
}

/** `/proc/<pid>/stat`: `pid (name) state ppid pgrp …` (proc(5)). */
function isLiveMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(pgrp) === group && state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}
