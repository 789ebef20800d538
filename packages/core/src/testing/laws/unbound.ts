import { isUnbound, messageOf, PlanError, type Value } from '../../model/index.ts'
import { demandTraits } from '../../plugin/answers.ts'
import { demand } from '../demand.ts'
import type { Stage } from '../stage/stage.ts'
import { always, type Law } from './law.ts'

/** What `plan validate` asks: while much of an input is not known yet, expressions stand in its place. */
export const unboundLaws: readonly Law[] = [
  { says: 'describes itself while an expression stands for a value of its input', applies: always, holds: describesUnbound },
]

const expression = '${{ steps.before.outputs.value }}'

async function describesUnbound({ type, input }: Stage): Promise<void> {
  for (const name of Object.keys(input).filter((key) => takesExpressions(type.input, key))) {
    const refused = await refusalOf(async () => demandTraits(type, await type.describe({ ...input, [name]: expression })))
    demand(
      refused === undefined,
      `\`describe\` refuses an input whose "${name}" is an expression (${refused}), and with it \`plan validate\` would refuse the plan: return "unknown" for whatever depends on it`,
    )
  }
}

/** What `plan validate` would say. It passes over a description that stumbles, or that refuses the text of the expression: the engine asks again. */
async function refusalOf(described: () => Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await described().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof PlanError && !isUnbound(error.text) ? messageOf(error) : undefined
}

function takesExpressions({ properties = {} }: { readonly properties?: unknown }, name: string): boolean {
  const { 'x-backout': marks } = ((properties as { readonly [name: string]: Value })[name] ?? {}) as {
    readonly 'x-backout'?: { readonly noExpressions?: boolean; readonly file?: boolean }
  }
  return marks?.noExpressions !== true && marks?.file !== true
}
