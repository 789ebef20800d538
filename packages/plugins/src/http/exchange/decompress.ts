import { promisify } from 'node:util'

/** Undoes the content-encodings of an answer. `too-large` where more than `limit` bytes would come out. Throws where the data is damaged, or encoded too often. */
export async function decompress(body: Uint8Array, encoding: string, limit: number): Promise<Uint8Array | 'too-large'> {
  const encodings = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (encodings.length > most) throw new Error(`${encodings.length} content-encodings are more than ${most}`)
  let bytes = body
  for (const name of encodings.toReversed()) {
    if (bytes.length === 0) return bytes
    const next = await inflated(bytes, name, limit)
    if (next === 'too-large') return next
    bytes = next
  }
  return bytes
}

/** As curl has it: each may inflate to the limit anew. */
const most = 5

async function inflated(bytes: Uint8Array, name: string, limit: number): Promise<Uint8Array | 'too-large'> {
  const zlib = await import('node:zlib')
  const by = {
    gzip: zlib.gunzip,
    'x-gzip': zlib.gunzip,
    deflate: isZlib(bytes) ? zlib.inflate : zlib.inflateRaw,
    br: zlib.brotliDecompress,
    zstd: zlib.zstdDecompress,
  }
  if (!Object.hasOwn(by, name)) throw new Error(`the content-encoding "${name}" is not known`)
  try {
    return await promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(by[name as keyof typeof by])(bytes, {
      maxOutputLength: limit,
    })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return 'too-large'
    throw error
  }
}

/** What is called deflate has a header (RFC 1950), but many a service leaves it out. */
function isZlib([first = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8
}
