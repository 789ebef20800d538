import { PlanError, type Project } from '@backout/core/model'
import { committedFile, committedSigners, rulesOf, type SignOffRules, usualSigners } from '@backout/core/signoff'
import { processRunner } from './sign-off-tools.ts'

/** Roles and signers as HEAD, or another commit, has them. Errors: `refused` where it has no valid `backout.yaml`. */
export async function committedRules(root: string, at?: string): Promise<SignOffRules> {
  const run = processRunner(root)
  const { text, commit } = await committedFile(root, 'backout.yaml', run, at)
  if (text === undefined) throw noRulesAt(commit, 'has no backout.yaml')
  const project = await validProject(text, commit)
  return rulesOf(project, await committedSigners(root, project.signOffs?.allowedSigners ?? usualSigners, run, commit))
}

async function validProject(text: string, commit: string): Promise<Project> {
  const [{ loadProjectFile }, { validateProject }] = await Promise.all([import('@backout/core/load'), import('@backout/core/validate')])
  const checked = await validateProject(loadProjectFile({ path: 'backout.yaml', text }))
  if (checked.ok) return checked.project
  throw noRulesAt(commit, 'has a backout.yaml that is not valid')
}

function noRulesAt(commit: string, reason: string): PlanError {
  return new PlanError('refused', `Cannot check sign-offs: commit ${commit.slice(0, 12)} ${reason}`, {
    hint: 'Roles and signers count as they are committed: commit backout.yaml with "signOffs"',
  })
}
