export { attachedSignOffs, type AttachedSignOffs } from './folder/attached.ts'
export { type Committed, committedFile, committedSigners } from './committed.ts'
export { readSignOffFolder } from './folder/read-folder.ts'
export type { VoidReason } from './judge/judge.ts'
export { type Asked, rulesOf, type SignOffRules, usualSigners } from './rules.ts'
export { readSignOff, signOffDigest, type SignOffFile, signOffFileName, signOffFolder, writeSignOff } from './folder/sign-off-file.ts'
export { signStatement } from './sign.ts'
export { type Signer, signerFor } from './ssh/signing-key.ts'
export { namespace, type ProcessRunner, sshSign, sshVerify, type SshTools } from './ssh/ssh-keygen.ts'
export type {
  CountedSignOff,
  GateQuestion,
  KnownSigner,
  RequirementState,
  SignOffQuestion,
  SignOffState,
  SpentSignOffs,
  VoidSignOff,
} from './judge/question.ts'
export { signOffState } from './judge/state.ts'
export { type Decision, makeStatement, type Predicate, readStatement, type Statement, statementText } from './statement.ts'
