import type { ChangeDetail } from '@backout/core/plugin'
import type { PreviewDetail } from '../shapes/preview.ts'

type FileDetail = ChangeDetail & { readonly kind: 'file' }

/** A file's change, as a unified diff with three lines of context where that is wanted: to compare takes far longer than to tell what happens. */
export async function fileDiff(
  { path, before, after, binary, movedFrom }: FileDetail,
  wantsDiff: boolean,
): Promise<Omit<PreviewDetail, 'kind'>> {
  const moved = movedFrom !== undefined && movedFrom !== path
  const change = moved ? 'moved' : before === null ? 'created' : after === null ? 'deleted' : 'changed'
  const base = { path, change, ...(moved && { movedFrom }) } as const
  if (binary) return { ...base, binary: true }
  if (before === after || !wantsDiff) return base
  return { ...base, diff: await unified(movedFrom ?? path, path, before, after) }
}

async function unified(from: string, to: string, before: string | null, after: string | null): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff')
  const names = [before === null ? '/dev/null' : `a/${from}`, after === null ? '/dev/null' : `b/${to}`] as const
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, timeout: patience }
  const patch = createTwoFilesPatch(names[0], names[1], before ?? '', after ?? '', undefined, undefined, options)
  return patch ?? `--- ${names[0]}\n+++ ${names[1]}\n@@ the texts differ too much to be compared @@\n`
}

/** ms that comparing one file may take */
const patience = 2000
