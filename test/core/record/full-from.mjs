// Preloaded into a real `plan` process: from the n-th write on (0: all) the disk is full. Says at the end how many writes there were.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { writeSync } = fs
const from = Number(process.env.FULL_FROM ?? Number.POSITIVE_INFINITY)
let count = 0

fs.writeSync = (fd, ...rest) => {
  if (fd <= 2) return writeSync(fd, ...rest)
  if (count++ >= from) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  return writeSync(fd, ...rest)
}

syncBuiltinESMExports()
process.on('exit', () => {
  if (process.env.FULL_COUNT) fs.writeFileSync(process.env.FULL_COUNT, String(count))
})
