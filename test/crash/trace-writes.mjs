// Preloaded into a real `plan` process: records every change that it makes below TRACE_ROOT, and every sync, into TRACE_FILE,
// in order, as test/crash/disk-image.ts reads it. Files that match TRACE_FOREIGN (a database's, a command's) change by other hands: they are
// copied whenever they differ. A file or folder is known by a number, whatever its name is at the time.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const real = { ...fs }
const root = real.realpathSync(process.env.TRACE_ROOT)
const foreign = new RegExp(process.env.TRACE_FOREIGN)
const ops = []
const names = new Map()
const open = new Map()
const copies = new Map()
let next = 1
let busy = false

/** The path from the root, whatever descriptors and links lead to it; undefined outside, and where its folder is not there. */
function inside(name) {
  const path = name instanceof URL ? fileURLToPath(name) : String(name)
  if (!real.existsSync(dirname(path))) return undefined
  const whole = path.endsWith('/.') ? real.realpathSync(path) : join(real.realpathSync(dirname(path)), basename(path))
  const shown = relative(root, whole)
  return shown.startsWith('..') || foreign.test(shown) ? undefined : shown
}

/** The number of what has this name; what was there before anybody looked is told as it is. */
function known(path) {
  const number = names.get(path)
  if (number !== undefined) return number
  const where = join(root, path)
  const stat = real.lstatSync(where)
  const content = stat.isDirectory() ? {} : stat.isSymbolicLink() ? { target: real.readlinkSync(where) } : { data: real.readFileSync(where, 'base64') }
  if (path !== '') known(parent(path))
  names.set(path, next)
  ops.push({ op: 'known', id: next, path, mode: stat.mode & 0o777, ...content })
  return next++
}

const parent = (path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
const place = (path) => ({ dir: known(parent(path)), name: basename(path) })

function created(path, more) {
  const at = place(path)
  names.set(path, next)
  ops.push({ op: 'name', ...at, id: next++, made: { mode: real.lstatSync(join(root, path)).mode & 0o777, ...more } })
}

function moved(from, to) {
  for (const [path, id] of [...names]) {
    if (path !== from && !path.startsWith(`${from}/`)) continue
    names.delete(path)
    names.set(to + path.slice(from.length), id)
  }
}

function gone(path) {
  for (const each of [...names.keys()]) if (each === path || each.startsWith(`${path}/`)) names.delete(each)
}

/** Looks at what other hands changed. Called before and after each change of our own. */
function look() {
  for (const path of real.readdirSync(root, { recursive: true })) {
    if (!foreign.test(path) || !real.statSync(join(root, path), { throwIfNoEntry: false })?.isFile()) continue
    const data = real.readFileSync(join(root, path), 'base64')
    if (copies.get(path) === data) continue
    copies.set(path, data)
    ops.push({ op: 'foreign', path, data })
  }
  for (const path of copies.keys()) {
    if (real.existsSync(join(root, path))) continue
    copies.delete(path)
    ops.push({ op: 'foreign', path })
  }
}

function traced(name, after, before = () => undefined) {
  fs[name] = (...args) => {
    // Node's own functions use each other.
    if (busy) return real[name](...args)
    busy = true
    try {
      look()
      const noted = before(...args)
      const result = real[name](...args)
      after(noted, result, ...args)
      look()
      return result
    } finally {
      busy = false
    }
  }
}

const looked = (path) => {
  const shown = inside(path)
  if (shown === undefined) return undefined
  const there = real.lstatSync(join(root, shown), { throwIfNoEntry: false })
  if (there) known(shown)
  return { path: shown, there }
}

traced(
  'openSync',
  (noted, fd, path, flags) => {
    open.delete(fd)
    if (!noted) return
    if (!noted.there) created(noted.path, { data: '' })
    const writes = typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(String(flags))
    const id = known(noted.path)
    open.set(fd, { id, at: String(flags).startsWith('a') ? real.fstatSync(fd).size : 0 })
    if (writes && noted.there && (typeof flags === 'number' ? (flags & fs.constants.O_TRUNC) !== 0 : /w/.test(flags))) ops.push({ op: 'truncate', id, size: 0 })
  },
  looked,
)
traced('writeSync', (_, count, fd, bytes, offset, length, position) => {
  const file = open.get(fd)
  if (!file) return
  const data = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = typeof bytes === 'string' ? 0 : Number(offset ?? 0)
  const at = typeof position === 'number' ? position : file.at
  if (typeof position !== 'number') file.at += count
  ops.push({ op: 'write', id: file.id, at, data: data.subarray(from, from + count).toString('base64') })
})
traced('writeFileSync', (noted, _, path, data) => {
  if (!noted) return
  if (!noted.there) created(noted.path, { data: '' })
  const id = known(noted.path)
  ops.push({ op: 'truncate', id, size: 0 }, { op: 'write', id, at: 0, data: Buffer.from(data).toString('base64') })
}, looked)
traced('copyFileSync', (noted, _, from, to) => {
  if (!noted) return
  if (!noted.there) created(noted.path, { data: '' })
  const id = known(noted.path)
  ops.push({ op: 'truncate', id, size: 0 }, { op: 'write', id, at: 0, data: real.readFileSync(to, 'base64') })
}, (_, to) => looked(to))
traced('ftruncateSync', (_, __, fd, size = 0) => open.has(fd) && ops.push({ op: 'truncate', id: open.get(fd).id, size }))
traced('fchmodSync', (_, __, fd, mode) => open.has(fd) && ops.push({ op: 'mode', id: open.get(fd).id, mode }))
traced('chmodSync', (noted, _, __, mode) => noted && ops.push({ op: 'mode', id: known(noted.path), mode }), looked)
for (const name of ['fsyncSync', 'fdatasyncSync']) {
  traced(name, (_, __, fd) => open.has(fd) && ops.push({ op: 'sync', id: open.get(fd).id, of: ops.length }))
}
for (const name of ['fsync', 'fdatasync']) {
  fs[name] = (fd, done) => {
    const file = open.get(fd)
    const of = ops.length
    real[name](fd, (error) => {
      if (file && !error) ops.push({ op: 'sync', id: file.id, of })
      done(error)
    })
  }
}
traced('mkdirSync', (missing) => {
  for (const path of missing) created(path, {})
}, (path) => {
  const missing = []
  for (let at = relative(root, join(real.realpathSync(existing(path)), relative(existing(path), path))); at !== '' && !at.startsWith('..'); at = parent(at)) {
    if (real.existsSync(join(root, at))) break
    missing.unshift(at)
  }
  return missing
})
traced('symlinkSync', (noted, _, target) => noted && created(noted.path, { target }), (_, path) => looked(path))
traced('linkSync', ([from, to]) => {
  if (!from || !to) return
  const id = known(from.path)
  ops.push({ op: 'name', ...place(to.path), id })
  names.set(to.path, id)
}, (from, to) => [looked(from), looked(to)])
traced('renameSync', ([from, to]) => {
  if (from && !to) ops.push({ op: 'unname', ...place(from.path) })
  if (!from || !to) return
  const id = names.get(from.path)
  const [was, at] = [place(from.path), place(to.path)]
  gone(to.path)
  moved(from.path, to.path)
  ops.push({ op: 'rename', ...at, id, was })
}, (from, to) => [looked(from), looked(to)])
for (const name of ['unlinkSync', 'rmdirSync', 'rmSync']) {
  traced(name, (noted) => {
    if (!noted?.there) return
    ops.push({ op: 'unname', ...place(noted.path) })
    gone(noted.path)
  }, (path) => (real.lstatSync(path, { throwIfNoEntry: false }) ? looked(path) : undefined))
}

function existing(path) {
  return real.existsSync(path) ? String(path) : existing(dirname(String(path)))
}

look()
syncBuiltinESMExports()
process.on('exit', () => real.writeFileSync(process.env.TRACE_FILE, ops.map((op) => JSON.stringify(op)).join('\n')))
