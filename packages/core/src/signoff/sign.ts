import { type SignOffFile, signOffFileName, writeSignOff } from './folder/sign-off-file.ts'
import { sshSign, type SshTools } from './ssh/ssh-keygen.ts'
import { type Statement, statementText } from './statement.ts'

/** Signs a statement: the file's name, and its content. Errors: `invalid`, `missing` and `failed`, as its parts. */
export async function signStatement(
  statement: Statement,
  key: string,
  tools: SshTools,
): Promise<{ readonly name: string; readonly content: string; readonly file: SignOffFile }> {
  const name = signOffFileName(statement)
  const text = statementText(statement)
  const signature = await sshSign(text, key, tools)
  return { name, content: writeSignOff({ text, signature }), file: { name, text, statement, signature } }
}
