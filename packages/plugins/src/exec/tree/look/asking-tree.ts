import type { Tree } from '../../../file/tree/tree.ts'

/** A tree that asks before each change whether it may still be made. `ask` throws where not. */
export function askingTree(tree: Tree, ask: () => void): Tree {
  return {
    ...tree,
    commit: (effects, proceed) =>
      tree.commit(effects, () => {
        ask()
        proceed()
      }),
  }
}
