import { loadEvaluator } from '@backout/core/expression'
import { type BoundPlan, type Json, messageOf, shellWord } from '@backout/core/model'
import { driverOf, implicitResource, type Plugin } from '@backout/core/plugin'
import { isAllowedHost } from './hosts.ts'
import { type AllowedFiles, outsideFile } from './outside-file.ts'

/** Which resources a preview may reach. */
export interface HostRule {
  /** Why a resource may not be reached; undefined where it may. */
  readonly allows: (resource: string) => string | undefined
  /** What was asked for and may not be reached. */
  readonly refused: () => readonly { readonly resource: string; readonly why: string }[]
}

/** What the reader of a preview allowed. */
export interface Allowed {
  readonly hosts: readonly string[]
  readonly files: AllowedFiles
}

/**
 * Files of the repository and loopback may be reached, and otherwise only what the reader allowed: a plan from a pull request must not lead anybody's
 * machine anywhere, nor show what lies beside the repository. What can't be told (a secret that is not set) counts as not allowed.
 */
export async function hostRule(
  bound: BoundPlan,
  plugins: readonly Plugin[],
  allowed: Allowed,
  secrets: (name: string) => string | undefined,
): Promise<HostRule> {
  const reasons = new Map<string, string | undefined>()
  for (const [resource, { driver, config }] of Object.entries(bound.connections)) {
    reasons.set(resource, await reasonAgainst(driverOf(plugins, driver), config, allowed, secrets))
  }
  const refused = new Map<string, string>()
  return {
    allows(resource) {
      const why = reasons.has(resource) ? reasons.get(resource) : implicitReason(resource, plugins, allowed.hosts)
      if (why === undefined) return undefined
      refused.set(resource, why)
      return `${resource} was not looked up: ${why}`
    },
    refused: () => [...refused].map(([resource, why]) => ({ resource, why })),
  }
}

async function reasonAgainst(
  driver: ReturnType<typeof driverOf>,
  config: { readonly [key: string]: Json },
  { hosts, files }: Allowed,
  secrets: (name: string) => string | undefined,
): Promise<string | undefined> {
  if (!driver?.host && !driver?.files && !driver?.reads) return undefined
  try {
    const filled = await withSecrets(config, secrets)
    const outside = outsideFile([...(driver.files?.(filled) ?? []), ...(driver.reads?.(filled) ?? [])], files)
    if (outside === undefined) return against(driver.host?.(filled), hosts)
    return `${outside} is not in this repository (--allow-file ${shellWord(outside)} allows it)`
  } catch (thrown) {
    return `where it leads cannot be told: ${messageOf(thrown)}`
  }
}

/** A resource that no connection declares: the working tree, or a service that is named by its origin. */
function implicitReason(resource: string, plugins: readonly Plugin[], allowed: readonly string[]): string | undefined {
  const located = implicitResource(plugins, resource)
  return located && against(located.driver.host?.(located.config), allowed)
}

function against(host: string | undefined, allowed: readonly string[]): string | undefined {
  if (host === undefined || isAllowedHost(host, allowed)) return undefined
  return `${host} is not on this machine (--allow-host ${host} allows it)`
}

async function withSecrets(
  config: { readonly [key: string]: Json },
  secrets: (name: string) => string | undefined,
): Promise<{ readonly [key: string]: Json }> {
  // Also a `$${{`, which is no expression, is read as it will be when the connection is opened.
  if (!JSON.stringify(config).includes('${{')) return config
  const evaluator = await loadEvaluator()
  const scope = { inputs: {}, environment: '', secrets, steps: new Map(), run: { id: '', startedAt: '' } }
  return evaluator.expand(config, scope) as { readonly [key: string]: Json }
}
