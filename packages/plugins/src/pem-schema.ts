/** What a connection says of certificates: values that `pem` reads. */
export const pemSchemas = {
  ca: {
    type: 'string',
    description:
      'Certificates of the authorities that are trusted, instead of those that Node.js trusts: PEM text, or a file relative to the root.',
    examples: ['certificates/ca.pem'],
  },
  cert: {
    type: 'string',
    description: 'The client’s certificate: PEM text, or a file relative to the root.',
    examples: ['certificates/client.pem'],
  },
  key: {
    type: 'string',
    description: 'The key of the client’s certificate: PEM text (from a secret), or a file relative to the root.',
    examples: [`$\{{ secrets.CLIENT_KEY }}`],
  },
} as const

/** A certificate of the client is nothing without its key, and the other way round: TLS would pass over either without a word. */
export const pemsTogether = { cert: ['key'], key: ['cert'] } as const
