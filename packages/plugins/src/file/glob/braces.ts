/** The patterns without braces that a pattern stands for: `{a,b}`, `{1..3}`, `{a..e}`, nested. Undefined where they are more than 256. */
export function expandBraces(glob: string): readonly string[] | undefined {
  if (!glob.includes('{')) return [glob]
  if (glob.split('{').length > limit) return undefined
  const all = expand(glob)
  return all.length > limit ? undefined : all
}

const limit = 256

function expand(glob: string): readonly string[] {
  const braces = firstBraces(glob)
  if (!braces) return [glob]
  const { before, options, after } = braces
  const all: string[] = []
  for (const option of options) {
    for (const piece of expand(`${option}${after}`)) {
      all.push(before + piece)
      if (all.length > limit) return all
    }
  }
  return all
}

interface Braces {
  readonly before: string
  readonly options: readonly string[]
  readonly after: string
}

/** The first braces that mean something. Others are characters like any other, as in a shell. */
function firstBraces(glob: string): Braces | undefined {
  for (let i = 0; i < glob.length; i++) {
    if (glob[i] === '\\') i++
    else if (glob[i] === '{') {
      const found = bracesAt(glob, i)
      if (found) return found
    }
  }
  return undefined
}

function bracesAt(glob: string, open: number): Braces | undefined {
  const options: string[] = []
  let depth = 0
  let start = open + 1
  for (let i = open; i < glob.length; i++) {
    const char = glob[i]
    if (char === '\\') i++
    else if (char === '{') depth++
    else if (char === ',' && depth === 1) {
      options.push(glob.slice(start, i))
      start = i + 1
    } else if (char === '}' && --depth === 0) {
      const last = glob.slice(start, i)
      const all = options.length > 0 ? [...options, last] : rangeOf(last)
      return all && { before: glob.slice(0, open), options: all, after: glob.slice(i + 1) }
    }
  }
  return undefined
}

function rangeOf(text: string): readonly string[] | undefined {
  const numbers = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(text)
  if (numbers) return steps(Number(numbers[1]), Number(numbers[2])).map((number) => padded(number, numbers[1]!, numbers[2]!))
  const letters = /^([a-z])\.\.([a-z])$/i.exec(text)
  return letters ? steps(letters[1]!.charCodeAt(0), letters[2]!.charCodeAt(0)).map((code) => String.fromCharCode(code)) : undefined
}

function steps(from: number, to: number): readonly number[] {
  const length = Math.min(Math.abs(to - from), limit) + 1
  return Array.from({ length }, (_, i) => from + (to < from ? -i : i))
}

/** `{01..10}` counts with as many digits. */
function padded(number: number, ...ends: readonly string[]): string {
  const width = ends.some((end) => /^-?0\d/.test(end)) ? Math.max(...ends.map((end) => end.replace('-', '').length)) : 0
  const digits = String(Math.abs(number)).padStart(width, '0')
  return number < 0 ? `-${digits}` : digits
}
