import { checkTemplate } from '../../expression/index.ts'
import { type Connections, type Json, PlanError, pointTo } from '../../model/index.ts'
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
  const ready = compiled && Object.hasOwn(compiled.configs, kind) ? compiled.configs[kind] : undefined
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

/** A value that stands as a variable does in shells and other tools would be taken as it is written. */
function holdsVariable(findings: Findings, { name, pointer, config }: Connection): boolean {
  const found = Object.entries(config).flatMap(([key, value]) => {
    const [, braced, bare] = typeof value === 'string' ? (/^\$(?:\{([A-Za-z_]\w*)\}|([A-Z_][A-Z0-9_]*))$/.exec(value) ?? []) : []
    const variable = braced ?? bare
    return variable === undefined ? [] : [{ key, value, variable }]
  })
  for (const { key, value, variable } of found)
    findings.error('not-expanded', pointTo(pointer, key), `Connection "${name}": "${String(value)}" would be taken as it is written`, {
      suggestion: `Write \${{ secrets.${variable} }}, and set ${variable} in the environment`,
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
  for (const [key, value] of Object.entries(config)) {
    if (typeof value !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:(?!\$\{\{)[^/?#@]+@/i.test(value)) continue
    findings.warning('plain-secret', pointTo(pointer, key), `Connection "${name}" has a password in it, for all to read`, {
      suggestion: 'Write ${{ secrets.NAME }} instead, and set NAME in the environment',
    })
  }
}
