import type { Client } from 'pg'

/** The socket of a client: ending a client that never connected, or whose line is dead, would wait for ever. */
export function socketOf(client: Client): { destroy(error?: Error): void } {
  return (client as unknown as { readonly connection: { readonly stream: { destroy(error?: Error): void } } }).connection.stream
}

/** ms that a server may take to end a session that takes leave of it */
const patience = 5000

/** Takes leave of the server, and waits for the end of the session: but not for ever, where the line is dead. */
export async function endClient(client: Client): Promise<void> {
  const timer = setTimeout(() => socketOf(client).destroy(), patience)
  await client.end().catch(() => undefined)
  clearTimeout(timer)
}
