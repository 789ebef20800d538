import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a folder of a test's own, which goes away with the test. Its path leads through no links. */
export function temporaryFolder(t: { readonly after: (clean: () => void) => void }): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'backout-test-')))
  t.after(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  return path
}
