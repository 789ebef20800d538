import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

/**
 * Puts the command line, with the engine and the built-in plugins, into a few files: `packages/cli/bundle`, which is what is published. To find and
 * link hundreds of small modules would take longer than all else that a command does before its work. What is imported lazily stays in
 * files of its own, and libraries stay packages, but for `yaml`, which every command that reads a plan needs.
 */
const cli = resolve(import.meta.dirname, '../packages/cli')
const target = join(cli, 'bundle')
/** Written first, then put in place of the old one. */
const draft = `${target}.${process.pid}`
const inlined = ['yaml']
const commands = globSync('commands/**/*.ts', { cwd: join(cli, 'src') })

const bundle = await rolldown({
  input: Object.fromEntries(['main.ts', ...commands].map((path) => [path.replace(/\.ts$/, ''), join(cli, 'src', path)])),
  platform: 'node',
  external: isExternal,
  resolve: { conditionNames: ['backout-source', 'import', 'node', 'default'] },
})
const { output } = await bundle.write({
  dir: draft,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  codeSplitting: { groups: inlined.map((name) => ({ name, test: new RegExp(`node_modules[\\\\/]${name}[\\\\/]`) })) },
})
demandDeclared(new Set(output.flatMap((file) => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []))))
copyManifests()
copyLicences()
rmSync(target, { recursive: true, force: true })
renameSync(draft, target)

function isExternal(id: string): boolean {
  const isOurs = id.startsWith('.') || id.startsWith('/') || /^[a-z]:/i.test(id) || id.startsWith('@backout/')
  return !isOurs && !inlined.includes(id)
}

/** The bundle finds its libraries from where the command line is installed. */
function demandDeclared(imported: ReadonlySet<string>): void {
  const { dependencies } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as { readonly dependencies: object }
  const own = new Set(output.map(({ fileName }) => fileName))
  const libraries = [...imported].filter((id) => !own.has(id) && isExternal(id) && !id.startsWith('node:')).map(packageOf)
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

function copyLicences(): void {
  mkdirSync(join(draft, 'licences'))
  for (const name of inlined) {
    const text = readFileSync(resolve(cli, '../../node_modules', name, 'LICENSE'))
    writeFileSync(join(draft, 'licences', name), text)
  }
}
