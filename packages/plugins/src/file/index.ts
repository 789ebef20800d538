import type { Plugin } from '@backout/core/plugin'
import { files } from './driver.ts'
import { fileReplace } from './replace.ts'
import { fileWrite } from './write.ts'

/** Step types on files, and the working tree as a resource. */
export const file: Plugin = {
  name: 'file',
  version: '1.0.0',
  steps: [fileWrite, fileReplace],
  drivers: [files],
}
