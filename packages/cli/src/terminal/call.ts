import type { Paint } from './colour.ts'

/** How a command was called: everything of the process that its action may know. */
export interface Call {
  readonly cwd: string
  /** What `--root` says, as written. */
  readonly root: string | undefined
  readonly env: { readonly [name: string]: string | undefined }
  /** What a file that holds a secret says. It is read once in a call: it may be a pipe, which gives nothing a second time. */
  readonly secretFile: (path: string) => Uint8Array
  /** Nothing but the result may be on stdout, and nobody watches progress. */
  readonly json: boolean
  /** Somebody is there to be asked. */
  readonly interactive: boolean
  /** Of stdout. */
  readonly paint: Paint
  /** Of stdout, where it is a terminal. */
  readonly columns: number | undefined
  readonly version: string
}
