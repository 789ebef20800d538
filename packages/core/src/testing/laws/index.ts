import { changeLaws } from './changes.ts'
import { crashLaws } from './crash.ts'
import { effectLaws } from './effect.ts'
import type { Law } from './law.ts'
import { interferenceLaws } from './interference.ts'
import { previewLaws } from './preview.ts'
import { stoppingLaws } from './stopping.ts'
import { traitLaws } from './traits.ts'
import { undoLaws } from './undo.ts'
import { unboundLaws } from './unbound.ts'
import { unknownEndLaws } from './unknown-end.ts'

/** All laws that every step type is held against. */
export const laws: readonly Law[] = [
  ...traitLaws,
  ...unboundLaws,
  ...changeLaws,
  ...effectLaws,
  ...interferenceLaws,
  ...undoLaws,
  ...unknownEndLaws,
  ...crashLaws,
  ...stoppingLaws,
  ...previewLaws,
]
