import { type Parsed, parseScript } from './syntax/parse.ts'
import { at, listAt, names, textAt, walk } from './syntax/tree.ts'

/** The sequences that a script sets or counts on; parsed only where one of the functions for that can be in it, be it with escapes. */
export async function countersOf(script: string): Promise<readonly string[]> {
  return /(?:next|set)val|u&/i.test(script) ? (await parseScript(script)).flatMap(countersIn) : []
}

/** The sequences that a statement sets or counts on by calling `setval` or `nextval` with a name that stands in the text. */
function countersIn({ tag, fields }: Pick<Parsed, 'tag' | 'fields'>): readonly string[] {
  const found = new Set<string>()
  walk({ [tag]: fields }, (inner, call) => {
    if (inner !== 'FuncCall' || !/^(?:setval|nextval)$/.test(names(listAt(call, 'funcname')).at(-1) ?? '')) return
    const [first] = listAt(call, 'args')
    const name = textAt(constantOf(first), 'A_Const', 'sval', 'sval')
    if (name !== undefined) found.add(name)
  })
  return [...found]
}

/** Under `'seq'::regclass` lies the text. */
function constantOf(node: unknown): unknown {
  return at(node, 'TypeCast', 'arg') ?? node
}
