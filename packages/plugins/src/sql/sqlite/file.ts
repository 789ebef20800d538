import type { Opening } from '@backout/core/plugin'
import type { SqliteConfig } from './config.ts'
import type { Connection } from './connection.ts'
import type { Lane } from './lane.ts'

/** A database file, connected when it is first used. */
export interface SqliteFile extends AsyncDisposable {
  readonly path: string
  readonly title: string
  readonly config: SqliteConfig
  readonly opening: Opening
  readonly lane: Lane
  connection(): Promise<Connection>
}
