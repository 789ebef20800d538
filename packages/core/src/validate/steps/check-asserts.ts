import { isObject } from '../../model/index.ts'
import type { Findings } from '../mistakes/findings.ts'
import type { Entry, View } from '../view/view.ts'

/** Warns of a check that holds whatever it finds: its step type only asks, no `assert` judges the answer, and no expression reads it. */
export function checkAsserts(findings: Findings, { entries }: View): void {
  const idle = entries.filter(holdsAnyway)
  if (idle.length === 0) return
  const text = JSON.stringify(entries.map(({ entry }) => entry))
  for (const { entry, pointer } of idle) {
    if (new RegExp(`steps(?:\\.|\\[\\\\?["'])${entry.id}\\b`).test(text)) continue
    const message = `${findings.whose(pointer)}without "assert", it holds whatever "${entry.uses}" finds`
    findings.warning('no-assert', `${pointer}/uses`, message, { suggestion: 'Say what must hold, as in assert: outputs.value == 0' })
  }
}

function holdsAnyway({ list, entry, type, damaged }: Entry): boolean {
  const mark = type?.input['x-backout']
  return list !== 'steps' && entry.assert === undefined && damaged.size === 0 && isObject(mark) && mark['onlyAsks'] === true
}
