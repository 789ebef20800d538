import { onOneLine } from '@backout/core/report/printable'
import type { ShownStep } from '../shapes/show.ts'

/**
 * The graph of the steps, in Mermaid. A gate is a hexagon, a check is round, a skippable step is dashed. Undefined where there is more than it draws by
 * default (`maxEdges`, `maxTextSize` of https://mermaid.js.org/config/schema-docs/config.html), which no diagram may change.
 */
export function mermaid(steps: readonly ShownStep[]): string | undefined {
  if (steps.reduce((count, { needs }) => count + needs.length, 0) > 500) return undefined
  const names = new Map(steps.map(({ id }, index) => [id, `s${index}`]))
  const nodes = steps.map((step) => `  ${names.get(step.id)}${nodeOf(step)}`)
  const edges = steps.flatMap(({ id, needs }) => needs.map((need) => `  ${names.get(need)} --> ${names.get(id)}`))
  const dashed = steps.filter((step) => step.if !== undefined).map(({ id }) => names.get(id))
  const styles = dashed.length > 0 ? ['  classDef maybe stroke-dasharray: 5 5', `  class ${dashed.join(',')} maybe`] : []
  const graph = ['flowchart TD', ...nodes, ...edges, ...styles].join('\n')
  return graph.length > 50_000 ? undefined : graph
}

function nodeOf({ id, uses, effect, signOff }: ShownStep): string {
  const label = `"${escaped(id)}<br/>${escaped(uses)}${signOff === undefined ? '' : `<br/>sign-off ${escaped(signOff)}`}"`
  if (signOff !== undefined) return `{{${label}}}`
  return effect === 'none' ? `(${label})` : `[${label}]`
}

/** Mermaid takes what stands between `%%{` and `}%%` for settings, also within a text. */
function escaped(text: string): string {
  return onOneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('#', '#35;')
    .replaceAll('%', '#37;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
