// Preloaded into a real `plan` process: kills it (SIGKILL) at the n-th write to its record, before it, in the middle of it, or after it.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { openSync, writeSync } = fs
const target = Number(process.env.KILL_AT ?? -1)
const when = process.env.KILL_WHEN ?? 'after'
const watched = new Map()
let count = 0

fs.openSync = (path, ...rest) => {
  const fd = openSync(path, ...rest)
  if (/journal\.jsonl$|[/\\](undo|outputs)[/\\]pack-/.test(String(path))) watched.set(fd, path)
  else watched.delete(fd)
  return fd
}

fs.writeSync = (fd, bytes, offset = 0, length = bytes.length - offset, position = null) => {
  if (!watched.has(fd)) return writeSync(fd, bytes, offset, length, position)
  const mine = count++ === target
  if (mine && when === 'before') process.kill(process.pid, 'SIGKILL')
  if (mine && when === 'torn') {
    writeSync(fd, bytes, offset, Math.ceil(length / 2), position)
    process.kill(process.pid, 'SIGKILL')
  }
  const written = writeSync(fd, bytes, offset, length, position)
  if (mine) process.kill(process.pid, 'SIGKILL')
  return written
}

syncBuiltinESMExports()
process.on('exit', () => {
  if (process.env.KILL_COUNT) fs.writeFileSync(process.env.KILL_COUNT, String(count))
})
