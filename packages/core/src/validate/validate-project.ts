import { isAbsolute, posix, relative, resolve, sep } from 'node:path'
import { type LoadedDocument, pointerParts } from '../load/index.ts'
import { type Diagnostic, isWithin, pointTo, type Project } from '../model/index.ts'
import type { Plugin } from '../plugin.ts'
import type { CompiledSchemas } from '../plugin/validator.ts'
import { checkConnectionConfigs, type KnownDrivers } from './environment/check-connection-configs.ts'
import type { LegibleProject, ProjectValidation, ValidProject } from './view/context.ts'
import { checkEnvelope } from './envelope/envelope.ts'
import { type Findings, findingsIn } from './mistakes/findings.ts'
import { projectFormat } from './envelope/formats.ts'
import { pathProblem } from './touches/paths.ts'
import { patternProblem } from './plan-pattern.ts'
import { soundValue } from './envelope/sound.ts'
import { isRange, satisfies } from './version-range.ts'

/** What a `backout.yaml` is validated against; what is left out is not checked. */
export interface ProjectContext {
  /** For the connections: their drivers and configurations. */
  readonly plugins?: readonly Plugin[]
  readonly compiled?: CompiledSchemas
  /** For `requires`. */
  readonly engineVersion?: string
  /** The folder of the repository, for paths that may lead back into it. */
  readonly root?: string
}

/** Checks a `backout.yaml`: its format, the versions that it requires and, where plugins are given, its connections. */
export async function validateProject(document: LoadedDocument, context: ProjectContext = {}): Promise<ProjectValidation> {
  const findings = findingsIn(document)
  const envelope = checkEnvelope(findings, projectFormat)
  const sound: Partial<Project> = envelope ? soundValue(envelope.value, envelope.wrong, projectFormat) : {}
  if (envelope) await checkProject(findings, sound, context)
  const diagnostics = findings.all()
  if (!envelope || findings.hasErrors())
    return {
      ok: false,
      legible: {
        ...legibleIn(sound),
        damaged: damagedIn(envelope?.wrong ?? new Set()),
        hidesConnections: hidesConnections(envelope?.wrong),
      },
      diagnostics,
    }
  return { ok: true, project: envelope.value as unknown as ValidProject, diagnostics }
}

/** What is wrong with the connections of a `backout.yaml` that is valid without a look at them, as the drivers of plugins tell. */
export async function validateConnections(
  document: LoadedDocument,
  project: ValidProject,
  known: KnownDrivers,
): Promise<readonly Diagnostic[]> {
  const findings = findingsIn(document)
  await checkConnections(findings, project, known)
  return findings.all()
}

/** Patterns that are refused are not for matching. */
function legibleIn({ environments, plans, plugins, runs, signOffs }: Partial<Project>): LegibleProject {
  return {
    ...(environments && { environments }),
    ...(plans?.every((pattern) => problemOf(pattern) === undefined) && { plans }),
    ...(plugins && { plugins }),
    ...(runs !== undefined && { runs }),
    ...(signOffs && { signOffs }),
  }
}

/** Whether nothing can be read of the file, or connections may stand in it where none belong, so that it is told of no plan that they lack. */
function hidesConnections(wrong: ReadonlySet<string> | undefined): boolean {
  return !wrong || [...wrong].some((place) => place === '/connections' || /^\/environments(?:\/[^/]+){0,2}$/.test(place))
}

/** The connections in which a place is wrong. */
function damagedIn(wrong: ReadonlySet<string>): readonly string[] {
  return [...wrong].flatMap((place) => {
    const [section, , key, name] = pointerParts(place)
    return section === 'environments' && key === 'connections' && name !== undefined ? [name] : []
  })
}

function problemOf(pattern: string): string | undefined {
  return pathProblem(pattern) ?? patternProblem(pattern)
}

async function checkProject(
  findings: Findings,
  project: Partial<Project>,
  { plugins, compiled, engineVersion, root }: ProjectContext,
): Promise<void> {
  checkRequires(findings, project.requires, engineVersion)
  checkRuns(findings, project.runs, root)
  checkSigners(findings, project.signOffs?.allowedSigners)
  for (const [index, pattern] of (project.plans ?? []).entries()) {
    const problem = problemOf(pattern)
    if (problem !== undefined) findings.error('path', `/plans/${index}`, `"${pattern}" ${problem}`)
  }
  if (plugins) await checkConnections(findings, project, { plugins, compiled })
}

async function checkConnections(findings: Findings, { environments = {} }: Partial<Project>, known: KnownDrivers): Promise<void> {
  for (const [name, { connections }] of Object.entries(environments)) {
    const pointer = `${pointTo('/environments', name)}/connections`
    if (connections) await checkConnectionConfigs(findings, pointer, connections, known)
  }
}

function checkRequires(findings: Findings, requires: string | undefined, version: string | undefined): void {
  if (requires === undefined) return
  if (!isRange(requires)) {
    findings.error('wrong-value', '/requires', `"${requires}" is not a range of versions`, {
      suggestion: 'For example ">=1.0" or ">=1.2 <2"',
    })
  } else if (version !== undefined && !satisfies(version, requires)) {
    findings.error('engine-version', '/requires', `The project requires Backout ${requires}, and this is ${version}`, {
      suggestion: 'Install a version that fits',
    })
  }
}

function checkRuns(findings: Findings, runs: string | undefined, root: string | undefined): void {
  const suggestion = 'Write .backout/runs'
  if (runs === undefined) return
  const inside = root === undefined ? undefined : insideOf(root, runs)
  if (/^[a-z][a-z0-9+.-]+:/i.test(runs))
    findings.error('not-yet', '/runs', 'A run store behind a URL is not there yet: "runs" must be a folder', { suggestion })
  else if (/^~|\$\{\{/.test(runs))
    findings.error('path', '/runs', `"${runs}" would be taken as it is written: "runs" knows neither "~" nor expressions`, { suggestion })
  else if (/^\.\.?\/*$|(?:^|\/)\.\.\/*$/.test(posix.normalize(runs)))
    findings.error('path', '/runs', `"${runs}" is the repository itself, or above it: runs need a folder of their own`, { suggestion })
  else if (/^\.git(?:\/|$)/i.test(posix.normalize(runs)))
    findings.error('path', '/runs', `"${runs}" ${pathProblem('.git')}`, { suggestion })
  else if (inside !== undefined)
    findings.error('path', '/runs', `"${runs}" leads back into the repository, and a plan could touch the record of its own run`, {
      suggestion: `Write ${inside}`,
    })
}

/** Where in the repository a path lies that is not written as one of it, relative to its root. */
function insideOf(root: string, path: string): string | undefined {
  if (!isAbsolute(path) && !posix.normalize(path).startsWith('../')) return undefined
  const target = resolve(root, path)
  return isWithin(root, target) ? relative(root, target).replaceAll(sep, '/') || '.backout/runs' : undefined
}

/** Signers are read from a commit. */
function checkSigners(findings: Findings, file: string | undefined): void {
  if (file === undefined) return
  const path = posix.normalize(file)
  if (posix.isAbsolute(path) || /^(?:\.\.(?:\/|$)|~)/.test(path))
    findings.error(
      'path',
      '/signOffs/allowedSigners',
      `"${file}" is outside of the repository: the signers that count are those of a commit`,
      {
        suggestion: 'Name a file of the repository, relative to its root',
      },
    )
}
