/** One line of text as a quoted YAML scalar with that very value: double quotes where nothing in it needs an escape, else single ones. */
export function quoteScalar(text: string): string {
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`
}

/** A string as YAML: plain where that means the same everywhere, else in double quotes. */
export function writeScalar(text: string): string {
  const isPlain = /^[A-Za-z_][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}
