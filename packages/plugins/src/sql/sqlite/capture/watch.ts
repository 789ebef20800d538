import { ownPrefix } from '../authorizer/authority.ts'
import { type Connection, quoted } from '../connection/connection.ts'
import { cellsOf, type Shape } from '../content/shape.ts'
import { createLog, dropLog, enterAll, enterNew, type Log } from './log.ts'

/**
 * Watches the rows of one table while statements run. With `triggers`, TEMP triggers enter each row into a log before it is lost, so that
 * the cost is that of the rows touched; they fire for whatever reaches the table: the statement, other triggers, foreign key
 * actions. They do not fire for rows that REPLACE removes, unless `recursive_triggers` is on. With `copy`, every row is entered at once.
 */
export interface Watch {
  readonly log: Log
  readonly how: 'triggers' | 'copy'
}

/** Begins to watch. `id` makes names unique in the connection. */
export function beginWatch(connection: Connection, shape: Shape, how: Watch['how'], id: string): Watch {
  const log = createLog(connection, shape, `${ownPrefix}log_${id}`)
  if (how === 'copy') enterAll(connection, log)
  else for (const event of events) connection.db.exec(trigger(log, event))
  return { log, how }
}

/** Goes on by copy: the rows that the log does not know yet are as they were. */
export function watchAll(connection: Connection, { log }: Watch): Watch {
  dropTriggers(connection, log)
  enterAll(connection, log)
  return { log, how: 'copy' }
}

/** Stops watching: the log then holds every row that was touched, and stays until {@link forgetWatch}. */
export function endWatch(connection: Connection, { log, how }: Watch): void {
  if (how === 'copy') enterNew(connection, log)
  else dropTriggers(connection, log)
}

/** Drops the log. */
export function forgetWatch(connection: Connection, { log }: Watch): void {
  dropLog(connection, log)
}

const events = ['insert', 'update', 'move', 'delete'] as const

function dropTriggers({ db }: Connection, log: Log): void {
  for (const event of events) db.exec(`DROP TRIGGER IF EXISTS temp.${triggerName(log, event)}`)
}

function triggerName({ name }: Log, event: string): string {
  return quoted(`${name}_${event}`)
}

function trigger(log: Log, event: (typeof events)[number]): string {
  const { on, when, enters } = triggers[event](log)
  const table = `main.${quoted(log.shape.table)}`
  return `CREATE TEMP TRIGGER ${triggerName(log, event)} ${on} ON ${table} WHEN ${when} BEGIN ${enters.join('; ')}; END`
}

interface Watching {
  readonly on: string
  readonly when: string
  readonly enters: readonly string[]
}

/**
 * The first image of a row wins. It is taken before the row is updated or deleted: a foreign key may act upon that very row before any trigger behind it has its
 * turn. Behind an insert, since a rowid is not known before.
 */
const triggers: { readonly [event in (typeof events)[number]]: (log: Log) => Watching } = {
  insert: (log) => ({ on: 'AFTER INSERT', when: `NOT ${known(log, 'NEW')}`, enters: [appeared(log)] }),
  update: (log) => ({ on: 'BEFORE UPDATE', when: `NOT ${known(log, 'OLD')}`, enters: [was(log)] }),
  move: (log) => ({
    on: 'BEFORE UPDATE',
    when: `(${isMoved(log)}) AND NOT ${known(log, 'NEW')}`,
    enters: [stood(log), `${appeared(log)} WHERE NOT ${known(log, 'NEW')}`],
  }),
  delete: (log) => ({ on: 'BEFORE DELETE', when: `NOT ${known(log, 'OLD')}`, enters: [was(log)] }),
}

/** Not INSERT OR IGNORE: inside a trigger, the outer statement's OR REPLACE would take its place. */
function was({ shape, name }: Log): string {
  return `INSERT INTO ${quoted(name)} SELECT ${images(shape, 'OLD')}`
}

/** What stands where a row is moved to: it makes way, or the row does not come. */
function stood({ shape, name }: Log): string {
  const same = shape.key.map(quoted).map((key) => `t.${key} = NEW.${key} AND t.${key} = NEW.${key} COLLATE BINARY`)
  return `INSERT INTO ${quoted(name)} SELECT ${images(shape, 't')} FROM main.${quoted(shape.table)} t WHERE ${same.join(' AND ')}`
}

function images(shape: Shape, row: 'OLD' | 't'): string {
  const cells = cellsOf(shape, row)
  return [shape.hasRowid ? cells[0]! : 'NULL', '1', ...cells].join(', ')
}

function appeared({ shape, name }: Log): string {
  const keys = cellsOf({ key: shape.key, columns: [] }, 'NEW')
  const places = [...(shape.hasRowid ? ['n'] : []), 'existed', ...keys.map((_, at) => `b${at}`)].join(', ')
  const values = [...(shape.hasRowid ? [keys[0]!] : []), '0', ...keys].join(', ')
  return `INSERT INTO ${quoted(name)} (${places}) SELECT ${values}`
}

function isMoved({ shape }: Log): string {
  return shape.key
    .map(quoted)
    .map((key) => `NEW.${key} IS NOT OLD.${key} COLLATE BINARY`)
    .join(' OR ')
}

function known({ shape, name }: Log, row: 'OLD' | 'NEW'): string {
  const keys = cellsOf({ key: shape.key, columns: [] }, row)
  const same = shape.hasRowid ? `n = ${keys[0]!}` : keys.map((key, at) => `b${at} = ${key}`).join(' AND ')
  return `EXISTS (SELECT 1 FROM ${quoted(name)} WHERE ${same})`
}
