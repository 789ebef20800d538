import { conformance } from '@backout/core/testing'
import { boxCases } from './box-cases.ts'
import { boxPlugin } from './box-steps.ts'

conformance(boxPlugin, boxCases)
