/** A person as `allowed_signers` names one, without blanks, commas and wildcards, safe in a file's name: a regular expression. */
export const principalPattern = '^[A-Za-z0-9_][A-Za-z0-9._+@=-]{0,127}$'
