/** A node of PostgreSQL's own parse tree, as `libpg-query` gives it: `{ UpdateStmt: { relation: { relname: 't' } } }`. */
export type Tree = { readonly [key: string]: unknown }

/** What lies at a path of keys, or undefined. */
export function at(tree: unknown, ...path: readonly string[]): unknown {
  let found = tree
  for (const key of path) {
    if (!isTree(found)) return undefined
    found = found[key]
  }
  return found
}

/** A text at a path, or undefined. */
export function textAt(tree: unknown, ...path: readonly string[]): string | undefined {
  const found = at(tree, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The list at a path; empty where there is none. */
export function listAt(tree: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(tree, ...path)
  return Array.isArray(found) ? found : []
}

/** The texts of a list of `String` nodes: the parts of a qualified name. */
export function names(list: readonly unknown[]): readonly string[] {
  return list.map((node) => textAt(node, 'String', 'sval')).filter((name) => name !== undefined)
}

/** The type of a node and its fields: `['UpdateStmt', {…}]`. */
export function tagged(node: unknown): readonly [tag: string, fields: Tree] {
  const [entry] = isTree(node) ? Object.entries(node) : []
  return entry && isTree(entry[1]) ? [entry[0], entry[1]] : ['', {}]
}

/** Calls `visit` with every typed node under a tree, the tree's own first. */
export function walk(tree: unknown, visit: (tag: string, fields: Tree) => void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) walk(item, visit)
  } else if (isTree(tree)) {
    for (const [key, value] of Object.entries(tree)) {
      if (/^[A-Z]/.test(key) && isTree(value)) visit(key, value)
      walk(value, visit)
    }
  }
}

/** Whether a value is a node or the fields of one. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
