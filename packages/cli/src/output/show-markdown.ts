import { address, code, rows, text } from '@backout/core/report'
import type { ShowJson, ShownStep } from '../shapes/show.ts'
import { asWritten } from './as-written.ts'
import { durationText } from './duration-text.ts'
import { mermaid } from './mermaid.ts'
import { termsText, unreadLines } from './sign-offs-text.ts'
import { conditionsOf, touchesText, undoText, unknownDigest } from './step-facts.ts'

/** What a reviewer needs to know of a plan, for a pull request. */
export function showMarkdown(plan: ShowJson): string {
  const sections: readonly (readonly [title: string, body: string])[] = [
    [
      'Scope',
      rows(
        ['Resource', 'Parts'],
        Object.entries(plan.scope).map(([resource, parts]) => [code(resource), parts.map(code).join(', ')]),
      ),
    ],
    [
      'Connections',
      rows(
        ['Resource', 'Driver', 'Leads to'],
        Object.entries(plan.connections).map(([resource, { driver, target }]) => [code(resource), code(driver), code(target)]),
      ),
    ],
    ['Inputs', inputs(plan)],
    ['Preconditions', checks(plan.preconditions)],
    ['Steps', steps(plan.steps)],
    ['Invariants', checks(plan.invariants)],
    ['Success criteria', checks(plan.successCriteria)],
    ['Sign-offs', signOffs(plan)],
    ['Digests', digests(plan)],
    ['Warnings', plan.diagnostics.map((each) => `- ${text(each)}`).join('\n')],
  ]
  const body = sections.filter(([, content]) => content).map(([title, content]) => `## ${title}\n\n${content}`)
  return `${[head(plan), ...body].join('\n\n')}\n`
}

function head(plan: ShowJson): string {
  const facts = [
    ['Environment', `${code(plan.environment)}${plan.protected ? ' (protected)' : ''}`],
    ['For', plan.environments?.map(code).join(', then ') ?? ''],
    ['File', code(plan.path)],
    ['Owners', plan.owners.map(text).join(', ')],
    ['Risk', plan.risk ?? ''],
    ['After', plan.after.map(code).join(', ')],
    ['On failure', plan.onFailure],
    ['Rollback window', durationText(plan.rollbackWindow)],
    ['Secrets', plan.secrets.map(code).join(', ')],
    ['Links', plan.links.map(address).join(', ')],
  ].filter(([, value]) => value)
  return [`# ${text(plan.title ?? plan.name)}`, code(plan.name), plan.description && quotation(plan.description), rows(['', ''], facts)]
    .filter(Boolean)
    .join('\n\n')
}

/** A text of several lines, each of which stays text: as a quotation, since none may pass for one of ours. */
function quotation(value: string): string {
  const lines = value.trim().split('\n').map(text)
  return lines.map((line, index) => `> ${line}${line !== '' && lines[index + 1] ? '<br>' : ''}`.trim()).join('\n')
}

function inputs({ inputs: given, missingInputs, tunable, inputDescriptions }: ShowJson): string {
  const values = Object.entries(given).map(([name, value]) => [name, code(JSON.stringify(value))] as const)
  return rows(
    ['Name', 'Value', 'Sign-off', 'Meaning'],
    [...values, ...missingInputs.map((name) => [name, 'is not given'] as const)].map(([name, value]) => [
      code(name),
      value,
      tunable.includes(name) ? 'not signed' : '',
      text((Object.hasOwn(inputDescriptions, name) && inputDescriptions[name]) || ''),
    ]),
  )
}

/** Where the graph is left out, the table says what comes after what. */
function steps(all: readonly ShownStep[]): string {
  const graph = mermaid(all)
  const titles = ['Step', 'Uses', 'Touches', 'Guarantee', 'Undo', 'Notes', ...(graph === undefined ? ['After'] : [])]
  const body = asWritten(all).map((step) => [
    code(step.id),
    code(step.uses),
    text(touchesText(step)),
    step.effect === 'none' ? '' : step.guarantee,
    text(undoText(step)),
    text([...conditionsOf(step), ...step.notes].join('; ')),
    ...(graph === undefined ? [step.needs.map(code).join(', ')] : []),
  ])
  if (body.length === 0) return ''
  return `${graph === undefined ? `The graph is left out: ${all.length} steps are more than Mermaid draws.` : `\`\`\`mermaid\n${graph}\n\`\`\``}\n\n${rows(titles, body)}`
}

function checks(all: readonly ShownStep[]): string {
  return rows(
    ['Check', 'Uses', 'Touches', 'Conditions'],
    all.map((step) => [code(step.id), code(step.uses), text(touchesText(step)), text([...conditionsOf(step), ...step.notes].join('; '))]),
  )
}

function signOffs({ signOffs: { requirements, unread } }: ShowJson): string {
  const stand = rows(
    ['Sign-off', 'Role', 'State', 'Why'],
    requirements.map((each) => [code(each.id), `${text(each.role)}${termsText(each)}`, each.state, text(each.why)]),
  )
  return [
    stand,
    unreadLines(unread)
      .map((line) => `- ${text(line)}`)
      .join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function digests({ planDigest, bindingDigest, files }: ShowJson): string {
  return rows(
    ['Of', 'Digest'],
    [
      ['Plan', code(planDigest)],
      ['Binding', bindingDigest === undefined ? unknownDigest : code(bindingDigest)],
      ...Object.entries(files).map(([path, digest]) => [code(path), code(digest)]),
    ],
  )
}
