import type { Call } from '../terminal/call.ts'
import { paintFor } from '../terminal/colour.ts'
import { secretsOf } from '../compose/effects/effects.ts'
import { openPlan } from '../compose/plans/open-plan.ts'
import { previewable } from '../compose/plugins/unloaded.ts'
import { exitCodes } from '../exit-codes.ts'
import { hostRule } from '../preview/host-rule.ts'
import { allowedHosts } from '../preview/hosts.ts'
import { allowedFiles } from '../preview/outside-file.ts'
import { obstacleTo } from '../preview/obstacle.ts'
import { limits, previewEnd, previewText } from '../output/preview-text.ts'
import { planCall } from '../next/plan-call.ts'
import { calledPlan } from '../compose/repository/plan-word.ts'
import type { Answer } from '../plan-command.ts'
import { previewPlan } from '../preview/preview-plan.ts'
import type { PreviewJson } from '../shapes/preview.ts'
import { terminalJson, terminalText } from '../terminal/terminal-text.ts'
import { demandPlace, writeOver } from '../system/write-file.ts'

/** What `plan preview` was told. */
export interface PreviewOptions {
  readonly plan: string
  readonly env?: string | undefined
  readonly input: readonly string[]
  readonly full: boolean
  readonly out?: string | undefined
  readonly allowHosts: readonly string[]
  readonly allowFiles: readonly string[]
  readonly allowPlugins: boolean
}

/** Shows every change that a run would make. Third-party code is loaded, and hosts and files outside of the repository are reached, only as far as the reader allows. */
export async function preview(options: PreviewOptions, call: Call): Promise<Answer<PreviewJson>> {
  const { plan, env, input, out } = options
  if (out !== undefined) demandPlace(call.cwd, out)
  const { repository, plugins, bind } = await openPlan(
    { verb: 'preview', plan, env, input, trust: options.allowPlugins ? 'code' : 'manifest' },
    call,
  )
  const binding = bind(env ?? 'local')
  const types = previewable(plugins, options.allowPlugins)
  const files = { root: repository.root, allowed: allowedFiles(options.allowFiles, call.cwd, call.env) }
  const allowed = { hosts: allowedHosts(options.allowHosts, call.env), files }
  const hosts = await hostRule(binding.bound, types, allowed, secretsOf(call))
  const diffs = options.full || call.json ? Number.POSITIVE_INFINITY : limits.files
  const shown = await previewPlan({ binding, root: repository.root, plugins: types, hosts, diffs }, call)
  const called = calledPlan(binding.bound, repository, input, call)
  const obstacle = await obstacleTo(binding.bound, repository, called, types)
  const told = { ...shown, wouldFail: shown.wouldFail && !obstacle?.done, obstacle }
  const result = out === undefined ? told : { ...told, out }
  return {
    result,
    text: out === undefined ? previewText(told, options.full, call.paint) : writeOut(out, result, options.full, call),
    next: commandIn(obstacle?.hint) ?? next(told, obstacle !== undefined, { ...options, plan: called.word() }),
    exitCode: told.wouldFail ? exitCodes.failed : exitCodes.done,
  }
}

/** A run, where nothing is in its way that is known; first a preview that loads the plugins, where the code of one would have to tell. */
function next({ steps, wouldFail }: PreviewJson, isHindered: boolean, { plan, ...options }: PreviewOptions): string {
  if (wouldFail || isHindered) return planCall('show', plan, options)
  const wantsPlugins = steps.some(({ result, why }) => result === 'unknown' && why?.includes('--allow-plugins') === true)
  return wantsPlugins ? `${planCall('preview', plan, options)} --allow-plugins` : planCall('run', plan, options)
}

/** The first command that a hint names. */
function commandIn(hint: string | undefined): string | undefined {
  return /\bplan [a-z]+ .*$/m.exec(hint ?? '')?.[0]
}

/** With --json the file holds JSON too. Whoever only hears that it was written hears also what to think of it. Errors: `failed`. */
function writeOut(out: string, result: PreviewJson, full: boolean, { cwd, json, env, paint }: Call): string {
  const plain = paintFor({ isTTY: false }, { ...env, FORCE_COLOR: '' })
  const text = json ? terminalJson(result) : terminalText(previewText(result, full, plain))
  writeOver(cwd, out, `${text}\n`)
  return [`Wrote ${out}`, previewEnd(result, paint)].filter(Boolean).join('\n\n')
}
