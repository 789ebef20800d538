import { reportMarkdown, reportText, runReport } from '@backout/core/report'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import type { Answer } from '../plan-command.ts'
import { terminalJson } from '../terminal/terminal-text.ts'
import { chooseRun } from '../run/choose-run.ts'
import type { ReportJson } from '../shapes/report.ts'

/** What `plan report` was told. */
export interface ReportOptions {
  readonly run: string | undefined
  readonly format: 'text' | 'markdown' | 'json'
}

/** What a run changed, when, by whom, from which commit, and what was checked and what it gave. */
export async function report({ run: named, format }: ReportOptions, call: Call): Promise<Answer<ReportJson>> {
  const repository = await openRepository(call)
  const { store } = repository
  const rest = format === 'text' ? [] : ['--format', format]
  const { run } = await chooseRun(repository, named, { verb: 'report', rest, candidates: [() => true], none: 'there is no run' }, call)
  const [{ bound }, { records }] = await Promise.all([store.frozen(run), store.read(run)])
  const told = runReport(bound, records)
  const result: ReportJson = told
  const next = `plan audit ${run}`
  switch (format) {
    case 'text':
      return { result, text: reportText(told), next }
    case 'markdown':
      return { result, text: reportMarkdown(told), next, document: true }
    case 'json':
      return { result, text: terminalJson(result), next, document: true }
    default:
      return format satisfies never
  }
}
