import { globSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { closest, PlanError, type Project } from '../model/index.ts'
import { demandInside } from './demand-inside.ts'
import { filesOfPlain, plainPattern } from './plain-pattern.ts'
import { valueAt } from './pointer.ts'
import { readSource } from './read-source.ts'
import { readYaml } from './read-yaml.ts'
import { toValue } from './to-value.ts'

/** Where plans are looked for, unless `backout.yaml` says otherwise. */
export const usualPlans: readonly string[] = ['plans/**/{plan,*.plan}.{yaml,yml}', '{plan,*.plan}.{yaml,yml}']

/**
 * Paths of plan files, relative to the root, with `/`, each once. A selector is a file, a folder (all plans in it), or the `metadata.name`
 * of a plan; paths are relative to the root, or absolute inside of it. Without selectors: all plans of the repository.
 * Errors: `missing` for a selector that names nothing, `invalid` for a path outside the root, also by a link.
 */
export function discoverPlans(root: string, project: Pick<Project, 'plans'> | undefined, selectors: readonly string[]): readonly string[] {
  const patterns = project?.plans ?? usualPlans
  if (selectors.length === 0) return filesOf(root, patterns)
  return [...new Set(selectors.flatMap((selector) => select(root, patterns, selector)))]
}

function select(root: string, patterns: readonly string[], selector: string): readonly string[] {
  const path = resolve(root, selector)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile()) return [insideRoot(root, path, selector)]
  if (stats?.isDirectory()) return plansIn(root, insideRoot(root, path, selector), selector, patterns)
  return byName(root, filesOf(root, patterns), selector)
}

/** A folder without plans may be called as a plan is: what a run writes must not stand in the way of its own plan. */
function plansIn(root: string, folder: string, selector: string, patterns: readonly string[]): readonly string[] {
  const found = filesOf(root, [join(folder, '**/{plan,*.plan}.{yaml,yml}').replaceAll(sep, '/')])
  if (found.length > 0) return found
  const named = namesIn(root, filesOf(root, patterns)).get(selector)
  if (named) return named
  throw new PlanError('missing', `Cannot find a plan in "${selector}": no file there is called plan.yaml or ends in .plan.yaml`)
}

function byName(root: string, paths: readonly string[], name: string): readonly string[] {
  const names = namesIn(root, paths)
  const named = names.get(name)
  if (named) return named
  const near = closest(name, names.keys())
  throw new PlanError('missing', `Cannot find plan "${name}": it is no file, no folder, and no plan of the repository has that name`, {
    ...(near !== undefined && { hint: `Perhaps "${near}" was meant` }),
  })
}

function namesIn(root: string, paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const path of paths) {
    const found = nameIn(Buffer.from(readSource(join(root, path))).toString('utf8'))
    if (found !== undefined) names.set(found, [...(names.get(found) ?? []), path])
  }
  return names
}

/** The `metadata.name` of a plan's text: read off the line where that is plain to see, else by parsing. */
function nameIn(text: string): string | undefined {
  const plain = /^metadata:[ \t]*(?:#.*)?\r?\n(?:[ \t]*#.*\r?\n)*[ ]+name:[ \t]+([a-z0-9][\w.-]*)[ \t]*(?:#.*)?\r?$/m.exec(text)
  if (plain) return plain[1]
  const { contents, problems } = readYaml(text)
  const name = problems.length > 0 ? undefined : valueAt(toValue(contents).value, '/metadata/name')
  return typeof name === 'string' ? name : undefined
}

function filesOf(root: string, patterns: readonly string[]): readonly string[] {
  const files = patterns
    .flatMap((pattern) => matching(root, pattern))
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
  for (const path of files) demandInside(root, path)
  return [...new Set(files)].toSorted()
}

/** The glob of Node takes longer to load than all plans to be found: it is asked for patterns only that need it. */
function matching(root: string, pattern: string): readonly string[] {
  const plain = plainPattern(pattern)
  return plain ? filesOfPlain(root, plain, isLeftOut) : globSync(pattern, { cwd: root, exclude: isLeftOut })
}

function isLeftOut(path: string): boolean {
  return /(?:^|[\\/])(?:node_modules|\.git|\.backout)$/.test(path)
}

function insideRoot(root: string, path: string, selector: string): string {
  const inside = relative(resolve(root), path)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new PlanError('invalid', `Cannot use "${selector}": it is outside the repository "${root}"`, {
      hint: 'Give the root of its repository with --root',
    })
  }
  demandInside(root, inside)
  return inside.replaceAll(sep, '/')
}
