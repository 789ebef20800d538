import { fstatSync, readSync } from 'node:fs'

/** What is in an open file, in pieces of at most 1 MiB. To allocate as much for each small file costs more than to read it. */
export function* readChunks(fd: number): Iterable<Uint8Array> {
  const size = Math.min(fstatSync(fd).size + 1, 1024 * 1024)
  for (;;) {
    const buffer = Buffer.allocUnsafe(size)
    const length = readSync(fd, buffer)
    if (length === 0) return
    yield buffer.subarray(0, length)
  }
}
