/** A replacement in one text: what stands from `start` to `end` becomes `text`. Offsets count UTF-16 units. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits that do not overlap; their offsets are those of the text as given. */
export function splice(text: string, edits: readonly TextEdit[]): string {
  let spliced = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    spliced += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return spliced + text.slice(at)
}

/** Where an offset of the spliced text was before the edits; inside of a replacement, its beginning. */
export function unsplice(edits: readonly TextEdit[], offset: number): number {
  let shift = 0
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    if (offset < start + shift) break
    if (offset < start + shift + text.length) return start
    shift += text.length - (end - start)
  }
  return offset - shift
}
