import { hostname, uptime } from 'node:os'
import { kill, pid, platform } from 'node:process'
import { readFileSync, readlinkSync } from 'node:fs'
import { systemCodeOf } from '../../model/index.ts'

/** A process, as others can find out whether it still lives. What the system does not tell is left out. */
export interface HolderIdentity {
  readonly host: string
  readonly pid: number
  /** When the process started, in ticks since boot (Linux): tells it from a later one with the same pid. */
  readonly started?: string
  /** The boot of the machine (Linux). */
  readonly boot?: string
  /** The PID namespace (Linux): in another container the same pid is another process. */
  readonly space?: string
}

/** What the machine tells of processes. `elsewhere`: it cannot tell, and a lease must decide. */
export interface ProcessTable {
  self(): HolderIdentity
  /** `lastSeen` is asked where the process itself cannot be. */
  standing(holder: HolderIdentity, lastSeen: () => Date): 'alive' | 'dead' | 'elsewhere'
}

/** {@link ProcessTable} of this machine. */
export const machineProcesses: ProcessTable = {
  self: () => identity(),
  standing: (holder, lastSeen) => holderStanding(holder, lastSeen, identity(), Date.now() - uptime() * 1000),
}

/**
 * Whether `holder` lives, as seen by `self`, whose machine was booted at `booted` (ms since the epoch). Another boot of a host of the
 * same name is a restart of this machine only if the holder was last seen before it; else it is another machine.
 */
export function holderStanding(
  holder: HolderIdentity,
  lastSeen: () => Date,
  self: HolderIdentity,
  booted: number,
): 'alive' | 'dead' | 'elsewhere' {
  if (holder.host !== self.host) return 'elsewhere'
  if (holder.boot !== self.boot) return lastSeen().getTime() < booted ? 'dead' : 'elsewhere'
  if (holder.space !== self.space) return 'elsewhere'
  const found = processStat(holder.pid)
  if (found === 'gone') return 'dead'
  return found.started !== undefined && holder.started !== undefined && found.started !== holder.started ? 'dead' : 'alive'
}

function identity(): HolderIdentity {
  const started = processStat(pid)
  return {
    host: hostname(),
    pid,
    ...(started !== 'gone' && started),
    ...optional('boot', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    ...optional('space', () => readlinkSync('/proc/self/ns/pid')),
  }
}

function optional<Key extends string>(key: Key, read: () => string): { readonly [name in Key]?: string } {
  if (platform !== 'linux') return {}
  try {
    return { [key]: read() } as { readonly [name in Key]?: string }
  } catch {
    return {}
  }
}

/** proc(5): after the name in parentheses, the state is field 3 and the start time field 22. A zombie is gone. */
function processStat(id: number): { readonly started?: string } | 'gone' {
  const stat = optional('stat', () => readFileSync(`/proc/${id}/stat`, 'latin1')).stat
  if (stat === undefined) return exists(id) ? {} : 'gone'
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : { started: fields[19] ?? '' }
}

function exists(id: number): boolean {
  try {
    kill(id, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}
