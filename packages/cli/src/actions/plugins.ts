import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Call } from '../terminal/call.ts'
import { locatePlugin, type PluginLocation } from '../compose/plugins/plugin-location.ts'
import { manifestOf, parseManifest } from '@backout/core/plugin'
import { printableData } from '@backout/core/report/printable'
import { demandMarks, integrityOf, manifestText } from '../compose/plugins/plugin-manifest.ts'
import { type InstalledPlugin, loadPlugin } from '../compose/plugins/plugins.ts'
import { openRepository } from '../compose/repository/repository.ts'
import { table } from '../output/table.ts'
import type { Answer } from '../plan-command.ts'
import type { PluginsJson } from '../shapes/plugins.ts'

/** What `plan plugins` was told. */
export interface PluginsOptions {
  readonly write: boolean
}

/** Lists the installed plugins; with `write` loads the repository's own and writes their manifests first. */
export async function plugins({ write }: PluginsOptions, call: Call): Promise<Answer<PluginsJson>> {
  const repository = await openRepository(call)
  const listed = write ? (repository.project?.plugins ?? []) : []
  const written = []
  for (const name of listed) written.push(await writeManifest(locatePlugin(repository.root, name), repository.root))
  const installed = await repository.installed('manifest')
  return {
    result: { plugins: installed.map(pluginJson), written },
    text: [
      ...written.map(({ path, changed }) => `${changed ? 'Wrote' : 'Unchanged:'} ${path}`),
      ...installed.map((each) => pluginText(printableData(pluginJson(each)), call)),
    ].join('\n\n'),
    next: 'plan schema',
  }
}

async function writeManifest(location: PluginLocation, root: string): Promise<PluginsJson['written'][number]> {
  const text = `${JSON.stringify(manifestOf(await loadPlugin(location), integrityOf(location)), null, 2)}\n`
  const manifest = parseManifest(text)
  const { demandSchemas } = await import('../compose/plugins/plugin-schemas.ts')
  await demandSchemas(location, manifest)
  demandMarks(location, manifest)
  const changed = manifestText(location) !== text
  if (changed) writeFileSync(location.manifest, text)
  return { path: relative(root, location.manifest).replaceAll('\\', '/'), changed }
}

function pluginJson({ plugin, source, integrity }: InstalledPlugin): PluginsJson['plugins'][number] {
  const { name, version, steps, drivers } = plugin
  return {
    name,
    version,
    source,
    integrity,
    steps: steps.map(({ uses, summary }) => ({ uses, summary })),
    drivers: drivers.map(({ kind, family }) => ({ kind, family })),
  }
}

function pluginText({ name, version, source, steps, drivers }: PluginsJson['plugins'][number], { paint }: Call): string {
  const rows = [
    ...steps.map(({ uses, summary }) => [`  ${uses}`, summary]),
    ...drivers.map(({ kind, family }) => [`  driver ${kind}`, `for ${family}`]),
  ]
  return [`${paint('bold', name)} ${version}  ${paint('dim', source)}`, table(rows)].filter(Boolean).join('\n')
}
