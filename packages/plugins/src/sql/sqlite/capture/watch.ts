import { ownPrefix } from '../authority.ts'
import { type Connection, quoted } from '../connection.ts'
import { cellsOf, type Shape } from '../shape.ts'
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

const events = ['insert', 'update', 'delete'] as const

function dropTriggers({ db }: Connection, log: Log): void {
  for (const event of events) db.exec(`DROP TRIGGER IF EXISTS temp.${triggerName(log, event)}`)
}

function triggerName({ name }: Log, event: string): string {
  return quoted(`${name}_${event}`)
}

function trigger(log: Log, event: (typeof events)[number]): string {
  const { shape } = log
  const enters = { insert: [appeared(log)], delete: [was(log)], update: [was(log), appeared(log)] }[event]
  return `CREATE TEMP TRIGGER ${triggerName(log, event)} AFTER ${event} ON main.${quoted(shape.table)} BEGIN ${enters.join('; ')}; END`
}

/** The first image of a row wins. Not INSERT OR IGNORE: inside a trigger, the outer statement's OR REPLACE would take its place. */
function was({ shape, name }: Log): string {
  const cells = cellsOf(shape, 'OLD')
  const n = shape.hasRowid ? cells[0]! : 'NULL'
  return `INSERT INTO ${quoted(name)} SELECT ${[n, '1', ...cells].join(', ')} WHERE NOT EXISTS (${known(shape, name, 'OLD')})`
}

function appeared({ shape, name }: Log): string {
  const keys = cellsOf({ key: shape.key, columns: [] }, 'NEW')
  const places = [...(shape.hasRowid ? ['n'] : []), 'existed', ...keys.map((_, at) => `b${at}`)].join(', ')
  const values = [...(shape.hasRowid ? [keys[0]!] : []), '0', ...keys].join(', ')
  return `INSERT INTO ${quoted(name)} (${places}) SELECT ${values} WHERE NOT EXISTS (${known(shape, name, 'NEW')})`
}

function known(shape: Shape, log: string, row: 'OLD' | 'NEW'): string {
  const keys = cellsOf({ key: shape.key, columns: [] }, row)
  const same = shape.hasRowid ? `n = ${keys[0]!}` : keys.map((key, at) => `b${at} = ${key}`).join(' AND ')
  return `SELECT 1 FROM ${quoted(log)} WHERE ${same}`
}
