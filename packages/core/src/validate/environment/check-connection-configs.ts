import { checkTemplate } from '../../expression/index.ts'
import { type Connections, type Json, PlanError, pointTo, secretWords, valueIn } from '../../model/index.ts'
import { replaceText } from '../../load/index.ts'
import { driverOf, type Plugin } from '../../plugin.ts'
import type { CompiledSchemas } from '../../plugin/validator.ts'
import { compileSchemas } from '../schema/compiled.ts'
import type { Findings } from '../mistakes/findings.ts'
import { explain } from '../mistakes/explain.ts'
import { lowered } from '../mistakes/phrases.ts'
import { reportMistake } from '../mistakes/report-mistake.ts'
import { suggest } from '../mistakes/suggest.ts'

/** A connection, with its place and what it gives its driver. */
interface Connection {
  readonly name: string
  readonly pointer: string
  readonly kind: string
  readonly config: { readonly [key: string]: Json }
}

/** The plugins whose drivers there are, and their schemas as they were compiled beforehand. */
export interface KnownDrivers {
  readonly plugins: readonly Plugin[]
  readonly compiled?: CompiledSchemas | undefined
}

/** Every connection below a pointer names a driver that there is, and is configured as that driver wants it. */
export async function checkConnectionConfigs(
  findings: Findings,
  base: string,
  connections: Connections,
  known: KnownDrivers,
): Promise<void> {
  for (const [name, { driver: kind, ...config }] of Object.entries(connections)) {
    const connection = { name, pointer: pointTo(base, name), kind, config }
    await checkConfig(findings, connection, known)
    checkSecrets(findings, connection)
  }
}

async function checkConfig(findings: Findings, connection: Connection, { plugins, compiled }: KnownDrivers): Promise<void> {
  const { name, pointer, kind, config } = connection
  const driver = driverOf(plugins, kind)
  if (!driver) return unknownDriver(findings, `${pointer}/driver`, kind, plugins)
  const ready = valueIn(compiled?.configs, kind)
  const validator = ready ?? (await compileSchemas([driver.config]))(driver.config)
  if ('problem' in validator) {
    findings.error('plugin-schema', `${pointer}/driver`, `The schema of driver "${kind}" cannot be used: ${validator.problem}`)
  } else if (validator(config)) {
    if (!holdsVariable(findings, connection)) checkTarget(findings, connection, driver)
  } else {
    for (const mistake of explain(driver.config, config, validator.errors ?? []))
      reportMistake(findings, pointer, mistake, `Connection "${name}": `)
  }
}

function unknownDriver(findings: Findings, pointer: string, kind: string, plugins: readonly Plugin[]): void {
  const known = plugins
    .flatMap(({ drivers }) => drivers)
    .filter((driver) => driver.family === 'databases' || driver.family === 'services')
    .map((driver) => driver.kind)
  const suggestion = suggest(kind, known, (meant) => replaceText(findings.document, pointer, meant), `There are ${known.join(', ')}`)
  findings.error('unknown-driver', pointer, `No plugin provides the driver "${kind}"`, suggestion)
}

/** What a driver refuses of a configuration though its schema does not: where it leads cannot be told. */
function checkTarget(findings: Findings, { name, pointer, config }: Connection, driver: Plugin['drivers'][number]): void {
  try {
    driver.target(config)
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    findings.error('connection-target', pointer, `Connection "${name}": ${lowered(thrown.message)}`, {
      part: 'key',
      suggestion: thrown.hint,
    })
  }
}

/** A variable, as shells and other tools write one. */
const variable = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Z_][A-Z0-9_]*))$/

/** A value that stands as a variable does elsewhere would be taken as it is written. */
function holdsVariable(findings: Findings, { name, pointer, config }: Connection): boolean {
  const found = Object.entries(config).flatMap(([key, value]) => {
    const [, braced, bare] = typeof value === 'string' ? (variable.exec(value) ?? []) : []
    const named = braced ?? bare
    return named === undefined ? [] : [{ key, value, named }]
  })
  for (const { key, value, named } of found)
    findings.error('not-expanded', pointTo(pointer, key), `Connection "${name}": "${String(value)}" would be taken as it is written`, {
      suggestion: `Write \${{ secrets.${named} }}, and set ${named} in the environment`,
    })
  return found.length > 0
}

/** Secrets are named, not written, and nothing else can be named: connections are signed as they stand. */
function checkSecrets(findings: Findings, { name, pointer, config }: Connection): void {
  for (const problem of checkTemplate(config, { inputs: {}, steps: new Map(), onlySecrets: true })) {
    findings.error(problem.code, pointer + problem.pointer, `Connection "${name}": ${problem.message}`, {
      within: [problem.start, problem.end],
      suggestion: problem.suggestion,
    })
  }
  for (const { path, text } of textsIn(config, pointer)) {
    if (!isWrittenOut(path, text)) continue
    findings.warning('plain-secret', path, `Connection "${name}" has a secret in it, for all to read`, {
      suggestion: 'Write ${{ secrets.NAME }} instead, and set NAME in the environment',
    })
  }
}

/** The texts of a configuration that are not empty, with their places. */
function textsIn(value: Json, path: string): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return value === '' ? [] : [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) => textsIn(below, pointTo(path, key)))
}

/** A password of a URL, or what stands behind a key that says so. */
function isWrittenOut(path: string, text: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:(?!\$\{\{)[^/?#@]+@/i.test(text)) return true
  return secretKey.test(path) && !text.includes('${{') && !variable.test(text)
}

/** The last part of a JSON Pointer, unless it says where the secret is to be found. */
const secretKey = new RegExp(`${secretWords}(?![^/]*(?:file|path|name|url|env|type|header|command)$)[^/]*$`, 'i')
