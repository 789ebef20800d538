import type { Plugin } from '@backout/core/plugin'
import { fileCheck } from './check.ts'
import { fileCopy } from './copy.ts'
import { fileDelete } from './delete.ts'
import { files } from './driver.ts'
import { fileMove } from './move.ts'
import { fileReplace } from './replace.ts'
import { fileWrite } from './write.ts'

/** Step types on files, and the working tree as a resource. */
export const file: Plugin = {
  name: 'file',
  version: '1.0.0',
  steps: [fileWrite, fileCopy, fileMove, fileDelete, fileReplace, fileCheck],
  drivers: [files],
}
