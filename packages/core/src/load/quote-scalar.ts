/** One line of text as a quoted YAML scalar with that very value: double quotes where nothing in it needs an escape, else single ones. */
export function quoteScalar(text: string): string {
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`
}

/** A string as YAML: plain where that means the same everywhere, else in double quotes. */
export function writeScalar(text: string): string {
  const isPlain = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}

/** A string in the quotes that another one, of which the YAML begins with `like`, stands in; without quotes there, as {@link writeScalar} has it. */
export function writeScalarLike(like: string, text: string): string {
  if (like.startsWith("'")) return `'${text.replaceAll("'", "''")}'`
  return like.startsWith('"') ? JSON.stringify(text) : writeScalar(text)
}
