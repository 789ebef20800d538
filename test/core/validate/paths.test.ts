import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partProblem, pathProblem } from '../../../packages/core/src/validate/touches/paths.ts'

for (const [path, problem] of [
  ['src/a.ts', undefined],
  ['./src//a.ts', undefined],
  ['.', undefined],
  ['.gitignore', undefined],
  ['.backout.yaml', undefined],
  ['src/..a/b..', undefined],
  ['docs/\\*.md', undefined],
  ['\\[draft\\].md', undefined],
  ['/etc/passwd', /^is absolute/],
  ['~/notes', /^is absolute/],
  ['C:/notes', /^is absolute/],
  ['c:\\notes', /^is absolute/],
  ['\\\\host\\share', /^is absolute/],
  ['../other', /^leads up/],
  ['a/../../other', /^leads up/],
  ['a\\..\\other', /^leads up/],
  ['.git/config', /^is in \.git\//],
  ['./.git', /^is in \.git\//],
  ['././.git/config', /^is in \.git\//],
  ['.//.git/**', /^is in \.git\//],
  ['.backout/runs', /^is in \.backout\//],
  ['./././.backout', /^is in \.backout\//],
  ['src\\a.ts', /^holds a backslash/],
  ['a\u0000b', /^holds the control character/],
] as const)
  test(`pathProblem() finds ${problem === undefined ? 'nothing wrong with' : 'what is wrong with'} ${JSON.stringify(path)}`, () => {
    if (problem === undefined) assert.equal(pathProblem(path), undefined)
    else assert.match(pathProblem(path)!, problem)
  })

for (const [touch, problem] of [
  [{ resource: 'files', part: 'a\tb', access: 'write' }, /^holds the control character U\+0009/],
  [{ resource: 'services.api', part: 'GET /a\n', access: 'read' }, /^holds a line feed/],
  [{ resource: 'databases.app', part: 'new\nline\tx', access: 'write' }, undefined],
] as const)
  test(`partProblem() finds ${problem === undefined ? 'nothing wrong with' : 'what is wrong with'} ${JSON.stringify(touch.part)} of ${touch.resource}`, () => {
    if (problem === undefined) assert.equal(partProblem(touch), undefined)
    else assert.match(partProblem(touch)!, problem)
  })
