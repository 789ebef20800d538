import { resolve } from 'node:path'
import type { Project } from '@backout/core/model'
import { type FolderRunStore, folderRunStore } from '@backout/core/record'
import { demandOwnRuns } from '../../git/own-runs.ts'
import { machineClock } from '../clock.ts'

/** The runs of a repository: the folder that `backout.yaml` names, or `.backout/runs`. Errors: `refused` where a link that came with a commit leads there. */
export async function openStore(root: string, project: Pick<Project, 'runs'> | undefined): Promise<FolderRunStore> {
  const folder = resolve(root, project?.runs ?? '.backout/runs')
  await demandOwnRuns(root, folder)
  return folderRunStore(folder, { clock: machineClock })
}
