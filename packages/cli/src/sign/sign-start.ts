import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BoundPlan, PlanError } from '@backout/core/model'
import { signOffFolder } from '@backout/core/signoff'
import type { SignOffBytes } from '../compose/effects/sign-offs.ts'
import type { SignJson, SignOffsJson } from '../shapes/sign.ts'
import { writeWithin } from '../system/write-file.ts'
import { judged } from './sign-answer.ts'
import { type Signing, signDecision, signerOf } from './signing.ts'

/** A plan to be signed before it starts. */
export interface ToSign {
  /** The path of the plan. */
  readonly path: string
  readonly bounds: readonly BoundPlan[]
  /** How its sign-offs stand. */
  readonly before: readonly SignOffsJson[]
  /** How they would stand with one more. */
  readonly stand: (added: SignOffBytes) => Promise<readonly SignOffsJson[]>
}

/**
 * Signs, and writes the sign-off beside the plan; gives also how all stand with it. Errors: `refused` where it does not count, and would replace one that
 * does, and as signing.
 */
export async function signStart(
  root: string,
  { path, bounds, before, stand }: ToSign,
  signing: Signing,
): Promise<Required<Pick<SignJson, 'signed' | 'signOffs'>>> {
  const { role, decision } = signing
  const signer = await signerOf(signing, root)
  const { name, content } = await signDecision(root, bounds, signer, signing)
  const file = `${signOffFolder(path)}/${name}`
  const signOffs = await stand({ name, bytes: Buffer.from(content) })
  const environments = bounds.map(({ environment }) => environment)
  const signed = judged({ role, decision, principal: signer.principal, file, environments }, signOffs)
  if (signed.void !== undefined && existsSync(join(root, file)) && !isVoid(name, role, before))
    throw new PlanError('refused', `Cannot replace "${file}": what is signed now does not count: ${signed.void}`, {
      hint: 'Sign so that it counts, or remove that file first',
    })
  writeWithin(root, file, content)
  return { signed, signOffs }
}

/** Whether a file beside the plan counts for nothing that is asked of a role. */
function isVoid(name: string, role: string, signOffs: readonly SignOffsJson[]): boolean {
  const has = (files: readonly { readonly file: string }[]): boolean => files.some(({ file }) => file === name)
  const asked = signOffs
    .flatMap(({ requirements }) => requirements)
    .filter((each) => each.role === role && !each.gate && each.state !== 'not-needed')
  return signOffs.some(({ unread }) => has(unread)) || asked.every((each) => has(each.void))
}
