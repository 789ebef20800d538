import type { Call } from '../terminal/call.ts'
import { openPlan } from '../compose/plans/open-plan.ts'
import { showMarkdown } from '../output/show-markdown.ts'
import { showText } from '../output/show-text.ts'
import { inputsToFillIn, planCall } from '../next/plan-call.ts'
import { planWord } from '../compose/repository/plan-word.ts'
import type { Answer } from '../plan-command.ts'
import { terminalJson } from '../terminal/terminal-text.ts'
import type { ShowJson } from '../shapes/show.ts'
import { showPlan } from '../show/show-plan.ts'
import { shownState } from '../sign/sign-off-state.ts'

/** What `plan show` was told. */
export interface ShowOptions {
  readonly plan: string
  readonly env: string | undefined
  readonly input: readonly string[]
  readonly format: 'text' | 'markdown' | 'json'
}

/** What a reviewer needs to know of a plan. Runs none of its code, and connects to nothing. */
export async function show({ plan, env, input, format }: ShowOptions, call: Call): Promise<Answer<ShowJson>> {
  const { repository, plugins, checked, bind } = await openPlan(
    { verb: 'show', plan, env, input, trust: 'manifest', mayLackInputs: true },
    call,
  )
  const binding = bind(env ?? 'local')
  const signOffs = await shownState(repository, binding)
  const warnings = checked.diagnostics.map(({ message }) => message)
  const result = await showPlan(
    binding,
    plugins.map((each) => each.plugin),
    signOffs,
    warnings,
  )
  const next = planCall('preview', planWord(binding.bound, repository, call.cwd), {
    env,
    input: [...input, ...inputsToFillIn(binding.lacking)],
  })
  switch (format) {
    case 'text':
      return { result, text: showText(result, call.paint), next }
    case 'markdown':
      return { result, text: showMarkdown(result), next, document: true }
    case 'json':
      return { result, text: terminalJson(result), next, document: true }
    default:
      return format satisfies never
  }
}
