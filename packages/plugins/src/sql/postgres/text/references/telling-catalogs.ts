/** Whether a relation of the server's own catalog shows what is elsewhere: values of rows of all tables, passwords, and what is in files of the server. To read it takes a scope, as it does there. */
export function isTelling(name: string): boolean {
  return telling.has(name)
}

/** Those that code names, which is only text here. */
export function tellingNamed(code: string): readonly string[] {
  return (code.match(/\w+/g) ?? []).map((word) => word.toLowerCase()).filter(isTelling)
}

const telling: ReadonlySet<string> = new Set([
  'pg_statistic',
  'pg_statistic_ext_data',
  'pg_stats',
  'pg_stats_ext',
  'pg_stats_ext_exprs',
  'pg_largeobject',
  'pg_authid',
  'pg_shadow',
  'pg_user_mapping',
  'pg_user_mappings',
  'user_mapping_options',
  'pg_subscription',
  'pg_file_settings',
  'pg_hba_file_rules',
  'pg_ident_file_mappings',
])
