import { existsSync, globSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { closest, didYouMean, PlanError, type Project } from '../../model/index.ts'
import { demandInside } from './demand-inside.ts'
import { filesOfPlain, plainPattern } from './plain-pattern.ts'
import { valueAt } from '../pointer.ts'
import { readSource, whyNoFile } from './read-source.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { toValue } from '../yaml/to-value.ts'

/** Where plans are looked for, unless `backout.yaml` says otherwise. */
export const usualPlans: readonly string[] = ['plans/**/{plan,*.plan}.{yaml,yml}', '{plan,*.plan}.{yaml,yml}']

/**
 * Paths of plan files, relative to the root, with `/`, each once. A selector is a file, a folder (all plans in it: those that are called as usual, and those that `backout.yaml` lists), or the `metadata.name`
 * of a plan; paths are relative to the folder `from`, else to the root, or absolute inside of it. Without selectors: all plans of the repository. What is called
 * as a plan is, and is no file, is listed as well.
 * Errors: `missing` for a selector that names nothing, `invalid` for a path outside the root, also by a link.
 */
export function discoverPlans(
  root: string,
  project: Pick<Project, 'plans'> | undefined,
  selectors: readonly string[],
  from = root,
): readonly string[] {
  const patterns = project?.plans ?? usualPlans
  if (selectors.length === 0) return filesOf(root, patterns)
  return [...new Set(selectors.flatMap((selector) => select(root, patterns, selector, from)))]
}

/** Paths of the plans of the repository by their `metadata.name`, relative to the root; none where that cannot be read. */
export function planNames(root: string, project: Pick<Project, 'plans'> | undefined): ReadonlyMap<string, readonly string[]> {
  return namesIn(root, filesOf(root, project?.plans ?? usualPlans))
}

/** The `metadata.name` of a plan file, as far as it can be read. `path` is relative to the root. */
export function planNameAt(root: string, path: string): string | undefined {
  if (whyNoFile(root, path) !== undefined) return undefined
  return nameIn(Buffer.from(readSource(root, path)).toString('utf8'))
}

function select(root: string, patterns: readonly string[], selector: string, from: string): readonly string[] {
  const there = [resolve(from, selector), resolve(root, selector)].filter((path) => existsSync(path))
  const [path] = there.flatMap((each) => insideRoot(root, each) ?? [])
  if (path !== undefined) return plansAt(root, path, selector, patterns)
  const names = namesIn(root, filesOf(root, patterns))
  const named = names.get(selector)
  if (named) return named
  throw there.length > 0 ? outside(root, selector) : notThere(selector, names.keys())
}

function plansAt(root: string, path: string, selector: string, patterns: readonly string[]): readonly string[] {
  demandInside(root, path)
  const isFile = statSync(join(root, path)).isFile()
  const found = isFile ? [path.replaceAll(sep, '/')] : plansBelow(root, path.replaceAll(sep, '/'), patterns)
  if (isFile ? /\.ya?ml$/.test(path) : found.length > 0) return found.map((each) => asListed(root, patterns, each))
  // What holds no plan may be called as a plan is: what a run writes must not stand in the way of its own plan.
  const named = namesIn(root, filesOf(root, patterns)).get(selector)
  if (named) return named
  if (isFile) return found
  throw new PlanError(
    'missing',
    `Cannot find a plan in "${selector}": no file there is called plan.yaml, ends in .plan.yaml, or is listed under "plans" in backout.yaml`,
  )
}

/** What is called as plans usually are, and what the repository lists there. */
function plansBelow(root: string, folder: string, patterns: readonly string[]): readonly string[] {
  const below = folder === '' ? '' : `${folder}/`
  const listed = filesOf(root, patterns).filter((path) => path.startsWith(below))
  return [...new Set([...filesOf(root, [`${below}**/{plan,*.plan}.{yaml,yml}`]), ...listed])].toSorted()
}

/** A plan that is called through a link is the one to which the link leads, by the path under which the repository lists it. */
function asListed(root: string, patterns: readonly string[], path: string): string {
  if (whyNoFile(root, path) !== undefined) return path
  const real = realpathSync(join(root, path))
  const leadsThere = (each: string): boolean => whyNoFile(root, each) === undefined && realpathSync(join(root, each)) === real
  if (real === join(realpathSync(root), path)) return path
  const listed = filesOf(root, patterns)
  return listed.includes(path) ? path : (listed.find(leadsThere) ?? path)
}

function notThere(name: string, names: Iterable<string>): PlanError {
  const near = closest(name, names)
  return new PlanError('missing', `Cannot find plan "${name}": it is no file, no folder, and no plan of the repository has that name`, {
    ...(near !== undefined && { hint: didYouMean(near) }),
  })
}

function outside(root: string, selector: string): PlanError {
  return new PlanError('invalid', `Cannot use "${selector}": it is outside the repository "${root}"`, {
    hint: 'Give the root of its repository with --root',
  })
}

function namesIn(root: string, paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const path of paths) {
    const found = planNameAt(root, path)
    if (found !== undefined) names.set(found, [...(names.get(found) ?? []), path])
  }
  return names
}

/** The `metadata.name` of a plan's text: read off the line where that is plain to see, else by parsing, as far as the text can be read. */
function nameIn(text: string): string | undefined {
  const plain = /^metadata:[ \t]*(?:#.*)?\r?\n(?:[ \t]*#.*\r?\n)*[ ]+name:[ \t]+([a-z0-9][\w.-]*)[ \t]*(?:#.*)?\r?$/m.exec(text)
  if (plain) return plain[1]
  const name = valueAt(toValue(readYaml(text).contents).value, '/metadata/name')
  return typeof name === 'string' ? name : undefined
}

/** Also what is called as a plan is, and is no file: it is told of, and not passed over. */
function filesOf(root: string, patterns: readonly string[]): readonly string[] {
  const found = patterns.flatMap((pattern) => matching(root, pattern)).map((path) => path.replaceAll(sep, '/'))
  const listed = found.filter((path) => {
    const isFile = whyNoFile(root, path) === undefined
    if (isFile) demandInside(root, path)
    return isFile || /\.ya?ml$/.test(path)
  })
  return [...new Set(listed)].toSorted()
}

/** The glob of Node takes longer to load than all plans to be found: it is asked for patterns only that need it. */
function matching(root: string, pattern: string): readonly string[] {
  const plain = plainPattern(pattern)
  return plain ? filesOfPlain(root, plain, isLeftOut) : globSync(pattern, { cwd: root, exclude: isLeftOut })
}

function isLeftOut(path: string): boolean {
  return /(?:^|[\\/])(?:node_modules|\.git|\.backout)$/.test(path)
}

/** The path from the root. A shell in a folder behind a link gives paths through that link: the root may be known by another one. */
function insideRoot(root: string, path: string): string | undefined {
  return below(resolve(root), path) ?? below(realpathSync(root), realpathSync(path))
}

function below(root: string, path: string): string | undefined {
  const inside = relative(root, path)
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? undefined : inside
}
