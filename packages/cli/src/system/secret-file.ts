import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** Bytes that are read of a file: more than any secret may have, whatever its characters. */
const most = 4 * 65_536 + 16
/** ms for which a pipe is waited for: until somebody opens it, and for what they write, as in `TOKEN_FILE=<(vault read …)`. */
const patience = { opening: 2000, writing: 30_000 }
const pause = 20

/**
 * The content of a file that holds a secret, or of a pipe; of one that never ends, as much as no secret has. Errors: those of `node:fs`, and one for a pipe
 * whose writer does not come to an end.
 */
export function readSecretFile(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return contentOf(file, fstatSync(file).isFIFO())
  } finally {
    closeSync(file)
  }
}

function contentOf(file: number, isPipe: boolean): Uint8Array {
  const [bytes, begun] = [Buffer.alloc(most), Date.now()]
  let length = 0
  while (length < most) {
    const read = readSome(file, bytes, length)
    const waited = Date.now() - begun
    if (read !== 0 && read !== 'later') length += read
    // A pipe that nobody has opened yet ends at once, and so does one that nothing was written to.
    else if (read === 0 && (!isPipe || length > 0 || waited > patience.opening)) break
    else if (waited <= patience.writing) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    else throw new Error(`it is a pipe, and what writes into it has not come to an end within ${patience.writing / 1000} s`)
  }
  return bytes.subarray(0, length)
}

function readSome(file: number, into: Uint8Array, at: number): number | 'later' {
  try {
    return readSync(file, into, at, into.length - at, null)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'later'
    throw error
  }
}
