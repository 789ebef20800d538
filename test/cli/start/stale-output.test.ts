import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { staleOutput } from '../../../scripts/stale-output.ts'

test('staleOutput() gives the compiled code of sources that are not there any more, and no other', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'backout-dist-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const compiled = ['a.js', 'a.d.ts', 'deep/b.js', 'deep/b.d.ts', 'b.js', 'b.d.ts', 'gone/c.js', 'gone/c.d.ts', '.tsbuildinfo']
  for (const path of ['src/a.ts', 'src/deep/b.ts', ...compiled.map((name) => `dist/${name}`)]) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  assert.deepEqual(staleOutput(folder), ['b.d.ts', 'b.js', 'gone/c.d.ts', 'gone/c.js'])
})
