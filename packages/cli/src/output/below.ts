/** A text below a head. Of several lines, as what a command wrote, none passes for a line of ours. */
export function below(text: string, indent = '  '): string {
  return `${indent}${text.replaceAll('\n', `\n${indent}  `)}`
}
