import { resolve } from 'node:path'
import type { Project } from '@backout/core/model'
import { type FolderRunStore, folderRunStore } from '@backout/core/record'
import { machineClock } from './clock.ts'

/** The runs of a repository: the folder that `backout.yaml` names, or `.backout/runs`. */
export function openStore(root: string, project: Pick<Project, 'runs'> | undefined): FolderRunStore {
  return folderRunStore(resolve(root, project?.runs ?? '.backout/runs'), { clock: machineClock })
}
