import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type Opening, PlanError, type Value } from '@backout/core/plugin'
import type { Batch } from '../dialect.ts'
import type { SqlSession } from '../session.ts'
import type { SqliteConfig } from './config.ts'
import { type Connection, connect } from './connection.ts'
import { failureOf } from './failure.ts'
import type { SqliteFile } from './file.ts'
import { makeLane } from './lane.ts'
import { copyPrivately, type PrivateCopy } from './private-copy.ts'
import { estimateBatch, runBatch, runQuery, runReversibly } from './run-batch.ts'
import { inTransaction, type Switches } from './transaction.ts'
import { revertUnit } from './undo/revert.ts'

/** An open SQLite database. */
export interface SqliteSession extends SqlSession {
  readonly file: SqliteFile
}

/** Opens a session. A preview looks at a private copy: nothing appears beside the user's file, and no lock is taken. */
export function openSqlite(config: SqliteConfig, opening: Opening): SqliteSession {
  const path = isAbsolute(config.file) ? config.file : join(opening.root, config.file)
  return sessionOf(fileAt(path, config, opening, { copies: opening.mode === 'preview', queryOnly: opening.access === 'read' }))
}

/** A writable stand-in: a private copy of what the session sees. */
export async function overlayOf({ file }: SqliteSession, opening: Opening): Promise<SqliteSession> {
  return sessionOf(fileAt(file.path, file.config, opening, { copies: true, queryOnly: false }))
}

function fileAt(
  path: string,
  config: SqliteConfig,
  opening: Opening,
  how: { readonly copies: boolean; readonly queryOnly: boolean },
): SqliteFile {
  const title = `database "${config.file}"`
  let copy: PrivateCopy | undefined
  let connecting: Promise<Connection> | undefined
  const begin = async (): Promise<Connection> => {
    demandFile(path, title, config, how)
    if (how.copies) copy = await copyPrivately(path, title)
    return connect({ path: copy?.path ?? path, config, queryOnly: how.queryOnly && !how.copies, signal: opening.signal })
  }
  return {
    path,
    title,
    config,
    opening,
    lane: makeLane(),
    connection() {
      connecting ??= begin()
      connecting.catch(() => {
        connecting = undefined
      })
      return connecting
    },
    async [Symbol.asyncDispose]() {
      const connection = await connecting?.catch(() => undefined)
      connection?.[Symbol.dispose]()
      await copy?.[Symbol.asyncDispose]()
    },
  }
}

function demandFile(
  path: string,
  title: string,
  config: SqliteConfig,
  { queryOnly, copies }: { readonly queryOnly: boolean; readonly copies: boolean },
): void {
  if (existsSync(path) || (config.create && (copies || !queryOnly))) return
  throw new PlanError('failed', `Cannot open ${title}: there is no such file (${path})`, {
    hint: 'Check `file` of the connection, or let `create: true` make it',
  })
}

function sessionOf(file: SqliteFile): SqliteSession {
  const { guard } = file.opening
  return {
    file,
    query: (statement, params) => file.lane(async () => runQuery(await file.connection(), guard, statement, params)),
    execute: (batch, params) => inTransaction(file, switchesOf(batch), (connection) => runBatch(connection, guard, batch, params)),
    estimate: (batch, params) =>
      file.lane(async () => (isPrivate(file) ? estimateBatch(await file.connection(), guard, batch, params) : undefined)),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}

function isPrivate({ opening }: SqliteFile): boolean {
  return opening.mode === 'preview'
}

/** The session that the body of a `transact` sees. `begin` opens the transaction at its first use, with the switches that hold for it. */
export function transactionSession(outer: SqliteSession, begin: (switches: Switches) => Promise<Connection>): SqliteSession {
  const { file } = outer
  const { guard } = file.opening
  return {
    file,
    query: async (statement, params) => runQuery(await begin({}), guard, statement, params),
    execute: async (batch, params) => runBatch(await begin(switchesOf(batch)), guard, batch, params),
    executeReversibly: async (batch, params) => runReversibly(await begin(switchesOf(batch)), guard, batch, params),
    async revert(undo: readonly Value[]) {
      const connection = await begin({ foreign_keys: 'off', recursive_triggers: 'off', legacy_alter_table: 'on' })
      try {
        return revertUnit(connection, undo)
      } catch (error) {
        throw failureOf(error, `Cannot take the unit back in ${file.title}`)
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}

function switchesOf({ settings }: Batch): Switches {
  return settings
}
