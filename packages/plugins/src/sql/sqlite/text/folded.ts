/** A name as SQLite compares names: without regard to the case of ASCII letters, and of no others (`É` and `é` are two tables). */
export function folded(name: string): string {
  return /[A-Z]/.test(name) ? name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name
}
