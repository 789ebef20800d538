import { listAt, type Tree, textAt } from './syntax/tree.ts'

/** Why a statement is refused, and the way out. */
export interface Refusal {
  readonly reason: string
  readonly hint: string
}

/** Why a statement cannot be part of a plan, with the way out; undefined where it can. */
export function refusalOf(tag: string, fields: Tree): Refusal | undefined {
  if (tag === 'IndexStmt' && fields['concurrent'] === true && textAt(fields, 'idxname') === undefined) {
    return { reason: 'an index that is created concurrently needs a name, so that it can be found after a crash', hint: 'Name the index' }
  }
  if (tag === 'VariableSetStmt') return settingRefusal(fields)
  if (tag === 'ClusterStmt' && fields['relation'] === undefined) return refused['ClusterStmt']
  return tag === 'ClusterStmt' ? undefined : refused[tag]
}

/** `SET` and `RESET` of what Backout itself stands on. */
function settingRefusal(fields: Tree): Refusal | undefined {
  const name = textAt(fields, 'name') ?? ''
  if (ofTransactions.test(name))
    return {
      reason: 'it changes the transaction or the user that Backout works with',
      hint: 'Leave it out, or set it for the connection’s user',
    }
  const value = textAt(listAt(fields, 'args')[0], 'A_Const', 'sval', 'sval')
  if (value === undefined || !Object.hasOwn(ofText, name) || ofText[name]!.test(value)) return undefined
  return {
    reason: 'Backout sends text in UTF-8, and reads strings as the standard has them',
    hint: 'Leave it out; files of plans are UTF-8',
  }
}

const ofTransactions =
  /^(session_authorization|default_transaction_.*|transaction_(isolation|read_only|deferrable)|TRANSACTION|SESSION CHARACTERISTICS)$/

/** Settings that decide what the text of a script means, with the values that do not change that. */
const ofText: { readonly [setting: string]: RegExp } = {
  client_encoding: /^(utf-?8|unicode)$/i,
  standard_conforming_strings: /^(on|true|yes)$/i,
}

const server = { reason: 'it changes the server, not the database', hint: 'Do it outside of the plan, or in an exec/run step' }
const conversation = { reason: 'it only makes sense in a session of its own', hint: 'Leave it out' }
const prepared = { ...conversation, hint: 'Write the statement itself, and give parameters with "params"' }

const refused: { readonly [tag: string]: Refusal } = {
  TransactionStmt: {
    reason: 'Backout itself begins and commits',
    hint: 'Leave transactions out: the statements of a step are one already',
  },
  CopyStmt: {
    reason: 'COPY moves data through files or streams that a plan does not have',
    hint: 'Use insert … select, or an exec/run step with psql',
  },
  CreatedbStmt: server,
  DropdbStmt: server,
  AlterDatabaseStmt: server,
  AlterSystemStmt: server,
  CreateTableSpaceStmt: server,
  DropTableSpaceStmt: server,
  CreateSubscriptionStmt: server,
  AlterSubscriptionStmt: server,
  DropSubscriptionStmt: server,
  CheckPointStmt: server,
  LoadStmt: server,
  ClusterStmt: { reason: 'CLUSTER without a table rewrites every table that was clustered before', hint: 'Name the table' },
  ListenStmt: conversation,
  UnlistenStmt: conversation,
  DiscardStmt: conversation,
  PrepareStmt: prepared,
  ExecuteStmt: prepared,
  DeallocateStmt: prepared,
  DeclareCursorStmt: conversation,
  FetchStmt: conversation,
  ClosePortalStmt: conversation,
}
