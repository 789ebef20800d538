import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeAll } from '../../../packages/core/src/record/file/durable-file.ts'
import { diskFs } from '../../../packages/core/src/record/file/record-fs.ts'

const bytes = Buffer.from('0123456789')

for (const { where, position, content } of [
  { where: 'at the end', position: undefined, content: 'head 0123456789' },
  { where: 'at a position', position: 2, content: 'he0123456789' },
])
  test(`writeAll() writes everything ${where}, however short each write is`, () => {
    let written = Buffer.from('head ')
    const write = (_: number, from: Uint8Array, offset: number, at = written.length): number => {
      const piece = from.subarray(offset, offset + 3)
      written = Buffer.concat([written.subarray(0, at), piece, written.subarray(at + piece.length)])
      return piece.length
    }
    writeAll({ ...diskFs, write }, 0, bytes, position)
    assert.equal(written.toString(), content)
  })

test('writeAll() throws where a disk takes nothing, instead of trying for ever', () => {
  assert.throws(() => writeAll({ ...diskFs, write: () => 0 }, 0, bytes), /gave 0 for 10 bytes/)
})
