import type { Plugin } from 'rolldown'

/**
 * Makes plain methods of the generators by which `yaml` reads a text: it makes several for each token, and waits in each of them for somebody to take it. Here
 * `lex` and `parse` give all at once what they would have yielded one after another. The lexer, the grammar and their order stay as they are.
 */
export const lighterYaml: Plugin = {
  name: 'lighter-yaml',
  transform: (code, id) => (readsYaml(id) ? withoutGenerators(code) : undefined),
}

/** Whether a module is one of those that read a text: two of the library, and our loop around them. */
export function readsYaml(id: string): boolean {
  return /\/yaml\/dist\/parse\/(?:lexer|parser)\.js$|\/quiet-parser\.ts$/.test(id)
}

/** The methods that are called from outside. */
const entries: ReadonlySet<string> = new Set(['lex', 'parse'])

/** A class whose generators are plain methods that put what they would yield into a list. Throws for a module that it cannot read so. */
export function withoutGenerators(code: string): string {
  const generators = new Set([...code.matchAll(/^ +(?:override )?\*(\w+)\(/gm)].map(([, name]) => name!))
  const plain = code
    // A generator that nobody asks for a value does nothing at all.
    .replaceAll(/^ +this\.(\w+)\([^\n]*\);\n/gm, (line, name: string) => (generators.has(name) ? '' : line))
    .replaceAll(/\byield\* (this|self)\./g, '$1.')
    .replaceAll(/^( *)yield (\{\n[^]*?\n\1\}|[^\n;]+);?$/gm, '$1this.yielded.push($2);')
    .replaceAll(/^( +(?:override )?)\*(\w+)\(/gm, (_, before: string, name: string) =>
      entries.has(name) ? `${before}${name}(...given) ${listOf(`all_${name}`)}\n  all_${name}(` : `${before}${name}(`,
    )
  if (generators.size === 0 || /^(?! *(?:\*|\/\/)).*\byield\b/m.test(plain))
    throw new Error('Cannot make plain methods of the generators of yaml')
  return plain
}

function listOf(method: string): string {
  return `{ this.yielded = []; this.${method}(...given); return this.yielded }`
}
