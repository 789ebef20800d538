import assert from 'node:assert/strict'
import test from 'node:test'
import { packageLock, packageSources, trackedTexts } from './repository.ts'
import { anyOutsideAdapters } from './rules/any.ts'
import { importCycles } from './rules/cycles.ts'
import { defaultExports, undocumentedExports } from './rules/exports.ts'
import { folderBreaches } from './rules/folders.ts'
import { globalsInCore } from './rules/globals.ts'
import { sharedLibraries } from './rules/libraries.ts'
import { missingFromLock, missingPeers } from './rules/lock.ts'
import { machinePaths } from './rules/machine-paths.ts'
import { roomBreaches } from './rules/rooms.ts'
import { fileSizes, functionSizes } from './rules/sizes.ts'
import type { Breach } from './source.ts'

const sources = packageSources()

const rules: readonly { readonly says: string; readonly breaches: () => readonly Breach[] }[] = [
  { says: 'each room imports only the rooms before it', breaches: () => roomBreaches(sources) },
  { says: 'each folder of a large room imports only the folders before it', breaches: () => folderBreaches(sources) },
  { says: 'no import leads back to where it came from, types included', breaches: () => importCycles(sources) },
  { says: 'each third-party library lives in one room', breaches: () => sharedLibraries(sources) },
  { says: 'core has no console and no process', breaches: () => globalsInCore(sources) },
  { says: '`any` stands in the adapters alone', breaches: () => anyOutsideAdapters(sources) },
  { says: 'every export has a docstring', breaches: () => undocumentedExports(sources) },
  { says: 'exports are named', breaches: () => defaultExports(sources) },
  { says: 'no file names a path of the machine it was written on', breaches: () => machinePaths(trackedTexts()) },
  { says: 'the lock holds the optional packages of all platforms', breaches: () => missingFromLock(packageLock()) },
  { says: 'a package brings what its libraries want beside them', breaches: () => missingPeers(packageLock()) },
]

for (const { says, breaches } of rules)
  test(`Architecture: ${says}`, () => {
    assert.deepEqual(
      breaches().map(({ path, line, message }) => `${path}:${line} ${message}`),
      [],
    )
  })

test('Architecture: half of the files have at most 70 lines, and nine in ten at most 200', (t) => {
  const { count, median, ninety, longest } = fileSizes(sources)
  t.diagnostic(`${count} files: median ${median}, 90 % ≤ ${ninety}; longest: ${longest.join(', ')}`)
  assert.ok(count > 0 && median <= 70 && ninety <= 200, `median ${median}, 90 % ≤ ${ninety}`)
})

test('Architecture: half of the functions have at most 10 lines, and nine in ten at most 30', (t) => {
  const { count, median, ninety, longest } = functionSizes(sources)
  t.diagnostic(`${count} functions: median ${median}, 90 % ≤ ${ninety}; longest: ${longest.join(', ')}`)
  assert.ok(count > 0 && median <= 10 && ninety <= 30, `median ${median}, 90 % ≤ ${ninety}`)
})
