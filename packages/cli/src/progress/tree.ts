import type { Notice } from '@backout/core/execute'
import type { RunEvent } from '@backout/core/model'
import { columnsOf, onOneLine } from '@backout/core/report/printable'
import { type Paint, paintFor } from '../terminal/colour.ts'
import { type StateWord, stateGlyph } from './state-words.ts'
import { openDrawing } from './drawing.ts'
import type { Progress, ProgressPlan } from './progress.ts'
import { shortened } from './shortened.ts'
import { runNews, stepNews } from './step-news.ts'
import { TreeRow } from './tree-row.ts'
import { visibleRows } from './visible-rows.ts'
import { isMoving } from './words.ts'

/** A tree of the run and its steps, drawn anew in place, from the first thing on that there is to tell of it. */
export async function openTree({ title, steps, known }: ProgressPlan, out: NodeJS.WriteStream): Promise<Progress> {
  const drawing = await openDrawing(steps.length, out)
  const paint = paintFor(out)
  const rows = steps.map((id, index) => new TreeRow(id, drawing.rows[index]!, known.get(id) ?? 'pending'))
  const byId = new Map(rows.map((row) => [row.id, row]))
  let head: Head = { word: 'running' }

  const writeHead = (): void => {
    const shown = visibleRows(rows, Math.max(1, out.rows - linesAround))
    drawing.show(shown.map(({ line }) => line))
    const counts = shown.length < rows.length ? tally(rows) : ''
    drawing.head.write(headText(title, head, counts, { paint, columns: out.columns }), isUnderWay(head))
  }
  const writeRows = (changed: readonly TreeRow[]): void => {
    for (const row of changed) row.write(paint, out.columns)
  }
  const writeAll = (): void => {
    writeRows(rows)
    writeHead()
  }
  const say = (to: Partial<Head>): void => {
    head = { ...head, ...to }
    writeHead()
    drawing.begin()
  }
  const clock = setInterval(() => writeRows(rows.filter(({ word }) => isMoving(word))), 1000)
  clock.unref()
  const resized = (): void => {
    drawing.fit(out.columns)
    writeAll()
  }
  out.on('resize', resized)
  writeAll()
  return {
    observe(notice) {
      const row = rowTold(notice, byId)
      if (row) writeRows([row])
      say(notice.kind === 'event' ? headAfter(notice.record.event) : {})
    },
    say: (text) => say({ about: text, isUrgent: true }),
    async end() {
      clearInterval(clock)
      out.off('resize', resized)
      if (head.word === 'running' && rows.some(({ word }) => word === 'waiting')) say({ word: 'waiting', about: 'waiting' })
      await drawing.end()
    },
  }
}

/** What is written beside the tree: its head, and what a terminal keeps free for a prompt. */
const linesAround = 4
/** columns of a name that are always there */
const shortestName = 10
/** columns that a name leaves, at the least, to what is said of it */
const fewestColumns = 20

interface Head {
  readonly word: StateWord
  /** Stands in the place of the word. */
  readonly about?: string
  readonly isUrgent?: boolean
}

/** What is urgent is not cut off where the name can be. */
function headText(
  title: string,
  head: Head,
  counts: string,
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const { word, about = word, isUrgent } = head
  const room = columns - (isUrgent ? columnsOf(`  ❯   ${about}`) : fewestColumns)
  const name = paint('bold', shortened(title, Math.max(shortestName, room)))
  const glyph = isUnderWay(head) ? '' : `${stateGlyph(word, paint)} `
  return [`${glyph}${name}`, isUrgent ? paint('yellow', about) : about, counts && paint('dim', counts)].filter(Boolean).join('  ')
}

function isUnderWay({ word }: Head): boolean {
  return word === 'running' || word === 'rolling-back'
}

/** Lets the step that a notice is about hear of it; gives its row. */
function rowTold(notice: Notice, rows: ReadonlyMap<string, TreeRow>): TreeRow | undefined {
  const news = notice.kind === 'event' ? stepNews(notice.record.event) : undefined
  const row = rows.get(notice.kind === 'event' ? (news?.step ?? '') : notice.step)
  if (news) row?.hear(news)
  else if (notice.kind === 'note') row?.note(notice.text)
  else if (notice.kind === 'progress') row?.count(notice)
  return row
}

function headAfter(event: RunEvent): Partial<Head> {
  const [word, about] = [wordAfter(event), runNews(event)]
  return { ...(word && { word }), ...(about !== undefined && { about: onOneLine(about), isUrgent: false }) }
}

/** What an event makes of the run as a whole; undefined where that stays as it is. */
function wordAfter(event: RunEvent): StateWord | undefined {
  switch (event.kind) {
    case 'run-started':
      return event.direction === 'apply' ? 'running' : 'rolling-back'
    case 'rollback-started':
      return 'rolling-back'
    case 'paused':
    case 'interrupted':
    case 'finalized':
      return event.kind
    case 'run-finished':
      return event.ending
    default:
      return undefined
  }
}

/** How many rows have which state: `12 done, 1 running, 287 pending`. */
function tally(rows: readonly TreeRow[]): string {
  const groups = Map.groupBy(rows, ({ word }) => word)
  return [...groups].map(([word, { length }]) => `${length} ${word}`).join(', ')
}
