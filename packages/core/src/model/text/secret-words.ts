/** What people call a key that holds a secret, also with a letter missing: a regular expression, for names in any case. */
export const secretWords = '(?:pass?w|passphrase|pwd|secret|token|api[-_]?key|authorization|credential)'
