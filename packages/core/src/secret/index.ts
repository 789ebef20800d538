export { createMasker, type Masker } from './masker.ts'
export { sealEvent } from './seal-event.ts'
export { secretSource } from './secret-source.ts'
export { readableSecrets } from './readable-secrets.ts'
