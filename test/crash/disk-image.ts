import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What trace-writes.mjs records. Numbers name files and folders, `data` is base64. */
export type TraceOp =
  | {
      readonly op: 'known'
      readonly id: number
      readonly path: string
      readonly mode: number
      readonly data?: string
      readonly target?: string
    }
  | { readonly op: 'name'; readonly dir: number; readonly name: string; readonly id: number; readonly made?: Made }
  | { readonly op: 'rename'; readonly dir: number; readonly name: string; readonly id: number; readonly was: Place }
  | { readonly op: 'unname'; readonly dir: number; readonly name: string }
  | { readonly op: 'write'; readonly id: number; readonly at: number; readonly data: string }
  | { readonly op: 'truncate'; readonly id: number; readonly size: number }
  | { readonly op: 'mode'; readonly id: number; readonly mode: number }
  | { readonly op: 'sync'; readonly id: number; readonly of: number }
  | { readonly op: 'foreign'; readonly path: string; readonly data?: string }

interface Place {
  readonly dir: number
  readonly name: string
}
interface Made {
  readonly mode: number
  readonly data?: string
  readonly target?: string
}

/** Whether a change that no sync has made durable reached the disk all the same; `page` counts the 4 KiB pages of a write. */
export type Luck = (index: number, kind: 'name' | 'content', page: number) => boolean

/** A disk after the loss of power: paths to folders, links and files. */
export type DiskImage = ReadonlyMap<string, Entry>
export interface Entry {
  readonly mode: number
  readonly data?: Buffer
  readonly target?: string
}

interface Thing {
  mode: number
  data?: Buffer
  readonly target?: string
  readonly names?: Map<string, Thing>
}

/**
 * The disk as it may be where the power failed before the `end`-th operation: all that was synced, what other programs wrote, and of the rest
 * what `luck` says. As POSIX promises no more: a name is durable by a sync of its folder, a content by one of the file; a rename from one
 * folder to another is one change, durable once both folders are synced.
 */
export function imageAfter(before: DiskImage, ops: readonly TraceOp[], end: number, luck: Luck): DiskImage {
  const root = folderOf(before)
  const things = new Map<number, Thing>()
  const foreign = new Map<string, Buffer | undefined>()
  const synced = syncsBefore(ops, end)
  const durable = (index: number, ...ids: readonly number[]): boolean => ids.every((id) => (synced.get(id) ?? 0) > index)
  for (const [index, op] of ops.slice(0, end).entries()) {
    const kept = (kind: 'name' | 'content', ids: readonly number[], page = 0): boolean => durable(index, ...ids) || luck(index, kind, page)
    apply(op, { root, things, foreign, kept })
  }
  return flatten(root, foreign)
}

interface Disk {
  readonly root: Thing
  readonly things: Map<number, Thing>
  readonly foreign: Map<string, Buffer | undefined>
  readonly kept: (kind: 'name' | 'content', ids: readonly number[], page?: number) => boolean
}

function apply(op: TraceOp, { root, things, foreign, kept }: Disk): void {
  const thing = (id: number): Thing => things.get(id)!
  switch (op.op) {
    case 'known':
      return void things.set(op.id, find(root, op))
    case 'name':
      if (op.made) things.set(op.id, make(op.made))
      if (kept('name', [op.dir])) thing(op.dir).names!.set(op.name, thing(op.id))
      return
    case 'rename':
      if (!kept('name', [op.dir, op.was.dir])) return
      if (thing(op.was.dir).names!.get(op.was.name) === thing(op.id)) thing(op.was.dir).names!.delete(op.was.name)
      return void thing(op.dir).names!.set(op.name, thing(op.id))
    case 'unname':
      if (kept('name', [op.dir])) thing(op.dir).names!.delete(op.name)
      return
    case 'write':
      return write(thing(op.id), op.at, Buffer.from(op.data, 'base64'), (page) => kept('content', [op.id], page))
    case 'truncate':
      if (kept('content', [op.id])) resize(thing(op.id), op.size)
      return
    case 'mode':
      if (kept('content', [op.id])) thing(op.id).mode = op.mode & 0o777
      return
    case 'foreign':
      return void foreign.set(op.path, op.data === undefined ? undefined : Buffer.from(op.data, 'base64'))
    case 'sync':
      return
    default:
      return op satisfies never
  }
}

/** By file or folder: up to which operation a sync has made its changes durable. */
function syncsBefore(ops: readonly TraceOp[], end: number): ReadonlyMap<number, number> {
  const synced = new Map<number, number>()
  for (const op of ops.slice(0, end)) if (op.op === 'sync') synced.set(op.id, Math.max(synced.get(op.id) ?? 0, op.of))
  return synced
}

const pageSize = 4096

function write(file: Thing, at: number, data: Buffer, kept: (page: number) => boolean): void {
  for (let from = 0; from < data.length; ) {
    const page = Math.floor((at + from) / pageSize)
    const until = Math.min(data.length, (page + 1) * pageSize - at)
    if (kept(page)) {
      if (file.data!.length < at + until) resize(file, at + until)
      data.copy(file.data!, at + from, from, until)
    }
    from = until
  }
}

function resize(file: Thing, size: number): void {
  const data = Buffer.alloc(size)
  file.data!.copy(data, 0, 0, size)
  file.data = data
}

function make({ mode, data, target }: Made): Thing {
  if (target !== undefined) return { mode, target }
  return data === undefined ? { mode, names: new Map() } : { mode, data: Buffer.from(data, 'base64') }
}

/** What a path names; what is not there yet was put there by another program. */
function find(root: Thing, { path, ...made }: TraceOp & { readonly op: 'known' }): Thing {
  if (path === '') return root
  const parts = path.split('/')
  const last = parts.pop()!
  let folder: Thing | undefined = root
  for (const part of parts) folder = folder?.names?.get(part)
  const there = folder?.names?.get(last)
  if (there) return there
  const thing = make(made)
  folder?.names?.set(last, thing)
  return thing
}

function folderOf(image: DiskImage): Thing {
  const root: Thing = { mode: 0o755, names: new Map() }
  for (const [path, { mode, data, target }] of image) {
    find(root, { op: 'known', id: 0, path, mode, ...(data && { data: data.toString('base64') }), ...(target !== undefined && { target }) })
  }
  return root
}

function flatten(root: Thing, foreign: ReadonlyMap<string, Buffer | undefined>): DiskImage {
  const image = new Map<string, Entry>()
  const visit = (folder: Thing, prefix: string): void => {
    for (const [name, { mode, data, target, names }] of folder.names!) {
      const path = prefix + name
      image.set(path, { mode, ...(data && { data }), ...(target !== undefined && { target }) })
      if (names) visit({ mode, names }, `${path}/`)
    }
  }
  visit(root, '')
  for (const [path, data] of foreign) {
    if (data === undefined) image.delete(path)
    else image.set(path, { mode: 0o644, data })
  }
  return image
}

/** Writes an image into an empty folder. */
export function restoreImage(root: string, image: DiskImage): void {
  for (const [path, { mode, data, target }] of image) {
    if (target !== undefined) symlinkSync(target, join(root, path))
    else if (data === undefined) mkdirSync(join(root, path), { recursive: true, mode })
    else writeFileSync(join(root, path), data, { mode })
  }
}
