import { claimLaws } from './claims.ts'
import { identityLaws } from './identity.ts'
import type { DriverLaw } from './law.ts'
import { ledgerLaws } from './ledger.ts'
import { overlayLaws } from './overlay.ts'
import { scopeLaws } from './scope.ts'
import { sessionLaws } from './sessions.ts'

/** All laws that every driver is held against, as far as it has what they are about. */
export const driverLaws: readonly DriverLaw[] = [...scopeLaws, ...sessionLaws, ...identityLaws, ...claimLaws, ...ledgerLaws, ...overlayLaws]
