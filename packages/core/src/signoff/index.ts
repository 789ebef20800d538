export { attachedSignOffs, type AttachedSignOffs } from './attached.ts'
export { type Committed, committedFile, committedSigners } from './committed.ts'
export { readSignOffFolder } from './read-folder.ts'
export type { VoidReason } from './judge.ts'
export { type Asked, rulesOf, type SignOffRules, usualSigners } from './rules.ts'
export { readSignOff, signOffDigest, type SignOffFile, signOffFileName, signOffFolder, writeSignOff } from './sign-off-file.ts'
export { signStatement } from './sign.ts'
export { type Signer, signerFor } from './signing-key.ts'
export { namespace, type ProcessRunner, sshSign, sshVerify, type SshTools } from './ssh-keygen.ts'
export type {
  CountedSignOff,
  GateQuestion,
  KnownSigner,
  RequirementState,
  SignOffQuestion,
  SignOffState,
  SpentSignOffs,
  VoidSignOff,
} from './question.ts'
export { signOffState } from './state.ts'
export { type Decision, makeStatement, type Predicate, readStatement, type Statement, statementText } from './statement.ts'
