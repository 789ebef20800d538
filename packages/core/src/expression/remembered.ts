import type { Checked, Declared, Memory } from './types/declared.ts'

/**
 * What was found of expressions: plans repeat themselves. Only what is right is kept, and what reads no steps, since which steps may be read
 * differs from place to place. For places with the same `inputs`.
 */
export class Remembered implements Memory {
  readonly #kept = new Map<Declared['outputs'], Map<string, Checked>>()

  find(expression: string, declared: Declared): Checked | undefined {
    return this.#kept.get(declared.outputs)?.get(keyOf(expression, declared))
  }

  keep(expression: string, declared: Declared, checked: Checked): void {
    if (checked.problems.length > 0 || expression.includes('steps')) return
    const known = this.#kept.get(declared.outputs) ?? new Map<string, Checked>()
    this.#kept.set(declared.outputs, known.set(keyOf(expression, declared), checked))
  }
}

function keyOf(expression: string, { each, expects = 'value' }: Declared): string {
  return `${each ? JSON.stringify(each) : ''} ${expects} ${expression}`
}
