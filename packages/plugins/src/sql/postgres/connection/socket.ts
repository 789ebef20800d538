import type { Client } from 'pg'

/** The socket of a client: ending a client that never connected, or whose line is dead, would wait for ever. */
export function socketOf(client: Client): { destroy(error?: Error): void } {
  return (client as unknown as { readonly connection: { readonly stream: { destroy(error?: Error): void } } }).connection.stream
}
