/** A mistake in a value, told by its schema. `pointer` is relative to the value. */
export interface SchemaMistake {
  readonly code: 'unknown-key' | 'missing-key' | 'wrong-type' | 'wrong-value' | 'wrong-combination'
  readonly pointer: string
  readonly part: 'key' | 'value'
  readonly message: string
  readonly suggestion?: string
  /** What kinds of value are asked for, in words, where it is of another. */
  readonly kinds?: readonly string[]
  /** The keys that are missing, or of which one is. */
  readonly missing?: readonly string[]
  /** The key, or the text, that was probably meant. */
  readonly meant?: string
  /** Whether the value only stands in its list a second time, so that all of the list can be read. */
  readonly isRepeated?: true
  /** Whether `meant` is too far from what is written to be a fix. */
  readonly isGuess?: true
}
