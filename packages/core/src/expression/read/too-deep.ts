/** Into how many levels an expression may branch. Whatever walks through it, the library too, takes some frames of the stack for each. */
const mostLevels = 250

/** Whether a tree has more levels than anything could walk through; told without walking through it in that way. */
export function isTooDeep<Tree>(tree: Tree, childrenOf: (tree: Tree) => readonly Tree[]): boolean {
  let level: readonly Tree[] = [tree]
  for (let depth = 0; depth < mostLevels; depth++) {
    level = level.flatMap((one) => [...childrenOf(one)])
    if (level.length === 0) return false
  }
  return true
}
