import { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { installedIntegrity } from '../packages/cli/src/compose/plans/engine-integrity.ts'
import { lighterOclif } from './lighter-oclif.ts'
import { lighterYaml } from './lighter-yaml.ts'

/**
 * Bundles the command line, with the engine and the built-in plugins, into a few files: `packages/cli/bundle`, which is what is published. To find and link
 * hundreds of small modules would take longer than all else that a command does before its work. What is imported lazily becomes a file of its own.
 * Libraries stay packages, except those that consist of many modules and that most commands load.
 */
const cli = resolve(import.meta.dirname, '../packages/cli')
const target = join(cli, 'bundle')
/** Written first, then put in place of the old one. */
const draft = `${target}.${process.pid}`
const inlined = ['@oclif/core', 'execa', 'yaml']
const commands = globSync('commands/**/*.ts', { cwd: join(cli, 'src') })

const bundle = await rolldown({
  input: Object.fromEntries(['main.ts', ...commands].map((path) => [path.replace(/\.ts$/, ''), join(cli, 'src', path)])),
  platform: 'node',
  external: isExternal,
  plugins: [lighterOclif, lighterYaml],
  transform: { define: { BUNDLED_ENGINE_INTEGRITY: JSON.stringify(installedIntegrity()) } },
  resolve: { conditionNames: ['backout-source', 'import', 'node', 'default'] },
})
const { output } = await bundle.write({
  dir: draft,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  codeSplitting: {
    groups: inlined.map((name) => ({ name: name.replaceAll('/', '-'), test: new RegExp(`node_modules[\\\\/]${name}[\\\\/]`) })),
  },
})
demandDeclared(new Set(output.flatMap((file) => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []))))
copyManifests()
copyLicences()
rmSync(target, { recursive: true, force: true })
renameSync(draft, target)

/** oclif asks for `typescript` to find sources where a command line is run from these: never here. */
function isExternal(id: string, importer?: string): boolean {
  if (isBuiltin(id) || id === 'typescript') return true
  if (importer?.includes('node_modules')) return false
  const isOurs = id.startsWith('.') || id.startsWith('/') || /^[a-z]:/i.test(id) || id.startsWith('@backout/')
  return !isOurs && !inlined.includes(packageOf(id))
}

/** The bundle finds its libraries from where the command line is installed. */
function demandDeclared(imported: ReadonlySet<string>): void {
  const { dependencies } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as { readonly dependencies: object }
  const own = new Set(output.map(({ fileName }) => fileName))
  const libraries = [...imported].filter((id) => !own.has(id) && !isBuiltin(id) && isExternal(id)).map(packageOf)
  const missing = [...new Set(libraries)].filter((name) => !(name in dependencies))
  if (missing.length > 0) throw new Error(`packages/cli/package.json lacks what the bundle imports: ${missing.join(', ')}`)
}

/** The bundle is a package by itself: oclif finds its commands beside it. */
function copyManifests(): void {
  for (const file of ['package.json', 'oclif.manifest.json']) {
    const text = readFileSync(join(cli, file), 'utf8')
    writeFileSync(join(draft, file), text.replace('"./dist/commands"', '"./commands"').replaceAll(/"dist",\s*"commands"/g, '"commands"'))
  }
}

function packageOf(id: string): string {
  return id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The licence of every library that is in the bundle. */
function copyLicences(): void {
  const licences = join(draft, 'licences')
  mkdirSync(licences)
  for (const folder of new Set(output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds.flatMap(folderOfLibrary) : [])))) {
    const licence = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
    const name = folder.slice(folder.lastIndexOf('node_modules') + 'node_modules/'.length)
    if (licence === undefined) throw new Error(`Cannot bundle ${name}: it comes without its licence`)
    copyFileSync(join(folder, licence), join(licences, name.replaceAll(/[\\/]/g, '-')))
  }
}

/** `…/node_modules/name` or `…/node_modules/@scope/name`; nothing for modules of our own. */
function folderOfLibrary(module: string): readonly string[] {
  return /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(module)?.slice(0, 1) ?? []
}
