import { PlanError } from '@backout/core/plugin'
import { ancestorsOf, parentOf } from '../path.ts'
import { hashOf, stateOf } from './state.ts'
import { admitsOwner } from './admits-owner.ts'
import { missing } from './gone.ts'
import { locatePath } from './locate.ts'
import type { Effect, Entry, Looked, Name, Tree } from './tree.ts'

/** What the overlay holds for a path: something, or `undefined` for a removal. A content that the tree below has is held as its path there. */
type Layer = Map<string, { readonly entry: Entry; readonly content: Uint8Array | string } | undefined>

/** A tree that shows another one and keeps what is written to itself, in memory. */
export function overlayTree(base: Tree): Tree {
  const layer: Layer = new Map()
  const entry = (path: string): Entry | undefined => {
    if (layer.has(path)) return layer.get(path)?.entry
    return isHidden(layer, base, path) ? undefined : base.entry(path)
  }
  const tree: Tree = {
    root: base.root,
    locate: (path) => (isStraight(layer, base, path) ? path : locatePath(base.root, entry, path)),
    entry,
    names: (directory) => mergedNames(layer, base, directory),
    holds: (directory, like) => mergedNames(layer, base, directory).some(({ name }) => like(name)),
    look: (path) => lookOver(layer, base, path),
    read(path) {
      const content = contentAt(layer, path)
      return typeof content === 'string' ? base.read(content) : content
    },
    *chunks(path) {
      const content = contentAt(layer, path)
      if (typeof content === 'string') yield* base.chunks(content)
      else yield content
    },
    hash(path) {
      const content = contentAt(layer, path)
      return typeof content === 'string' ? base.hash(content) : hashOf(content)
    },
    learn(path) {
      const content = layer.has(path) ? layer.get(path)?.content : path
      return typeof content === 'string' ? base.learn(content) : undefined
    },
    admits: (directory) => admitsOver(tree, layer, base, directory),
    keepsMode: () => true,
    async commit(effects, proceed) {
      for (const { path, expect } of effects) if (stateOf(tree, path) !== expect) throw changed(path)
      proceed()
      for (const effect of effects) layOver(tree, layer, base, effect)
    },
    sweep: () => false,
    close: () => layer.clear(),
  }
  return tree
}

function lookOver(layer: Layer, base: Tree, path: string): Looked | undefined {
  if (!layer.has(path)) return isHidden(layer, base, path) ? undefined : base.look(path)
  const held = layer.get(path)
  if (held?.entry.kind !== 'file') return undefined
  const bytes = typeof held.content === 'string' ? base.look(held.content)?.bytes : held.content
  return bytes && { mode: held.entry.mode, bytes }
}

/** The content of a path, or the path at which the tree below has it. Errors: `missing`. */
function contentAt(layer: Layer, path: string): Uint8Array | string {
  return layer.has(path) ? (layer.get(path)?.content ?? missing(path)) : path
}

/** Whether the layer has nothing above a path, and no link is there underneath. Errors: `failed`, where the tree below has it by another name. */
function isStraight(layer: Layer, base: Tree, path: string): boolean {
  if (ancestorsOf(path).some((above) => layer.has(above))) return false
  try {
    return base.locate(path) === path
  } catch (error) {
    if ((error as { code?: string }).code !== 'out-of-scope') throw error
    return false
  }
}

/** Whether the layer has put something else, or nothing, in the place of a directory above a path. */
function isHidden(layer: Layer, base: Tree, path: string): boolean {
  if (layer.size === 0) return false
  return ancestorsOf(path).some((above) => {
    const held = layer.get(above)
    return layer.has(above) && (held?.entry.kind !== 'directory' || base.entry(above)?.kind !== 'directory')
  })
}

/** What is new in the layer is our own. */
function admitsOver(tree: Tree, layer: Layer, base: Tree, directory: string): boolean {
  if (directory === '') return base.admits(directory)
  const found = tree.entry(directory)
  if (found?.kind !== 'directory') return admitsOver(tree, layer, base, parentOf(directory))
  return layer.has(directory) ? admitsOwner(found.mode) : base.admits(directory)
}

function mergedNames(layer: Layer, base: Tree, directory: string): readonly Name[] {
  const below = isHidden(layer, base, `${directory}/x`) ? [] : base.names(directory)
  const names = new Map(below.map((found) => [found.name, found]))
  const prefix = directory === '' ? '' : `${directory}/`
  for (const [path, held] of layer) {
    if (parentOf(path) !== directory) continue
    const name = path.slice(prefix.length)
    if (held) names.set(name, { name, kind: held.entry.kind })
    else names.delete(name)
  }
  return [...names.values()]
}

function layOver(tree: Tree, layer: Layer, base: Tree, effect: Effect): void {
  const nothing = new Uint8Array()
  const stamp = `overlay:${layer.size}:${effect.state}`
  if (effect.become !== 'absent') {
    for (const path of ancestorsOf(effect.path)) {
      if (!tree.entry(path)) layer.set(path, { entry: { kind: 'directory', mode: 0o755, stamp }, content: nothing })
    }
  }
  switch (effect.become) {
    case 'file': {
      const content = effect.from === undefined ? Buffer.concat([...effect.content()]) : contentAt(layer, effect.from)
      const size = typeof content === 'string' ? sizeOf(base, content) : content.length
      layer.set(effect.path, { entry: { kind: 'file', mode: effect.mode, size, stamp }, content })
      break
    }
    case 'link':
      layer.set(effect.path, { entry: { kind: 'link', target: effect.target, stamp }, content: nothing })
      break
    case 'directory':
      layer.set(effect.path, { entry: { kind: 'directory', mode: effect.mode, stamp }, content: nothing })
      break
    case 'absent':
      layer.set(effect.path, undefined)
      break
    default:
      effect satisfies never
  }
}

function sizeOf(base: Tree, path: string): number {
  const entry = base.entry(path)
  return entry?.kind === 'file' ? entry.size : missing(path)
}

function changed(path: string): PlanError {
  return new PlanError('conflict', `Cannot write "${path}": it is no longer as it was`)
}
