import { names, type Tree } from './syntax/tree.ts'

/** What calling a function may do, by its name alone: the server's own functions are known, all others are not. */
export function functionEffect(fields: Tree): 'none' | 'write' | 'unknown' {
  const path = names(Array.isArray(fields['funcname']) ? fields['funcname'] : [])
  const name = path.at(-1) ?? ''
  if (outsideFunction(fields) !== undefined) return onlyReading.test(name) || ofText.test(name) ? 'unknown' : 'write'
  if (path.length > 1 && path[0] !== 'pg_catalog') return 'unknown'
  if (writing.has(name) || /^pg_(?:try_)?advisory/.test(name)) return 'write'
  return reading.has(name) ? 'none' : 'unknown'
}

/**
 * The name of a function that reaches beyond the tables of the database: the server's files, other sessions and servers, large objects, locks that outlive the transaction,
 * and whatever a text says that it runs as SQL. Undefined for all others.
 */
export function outsideFunction(fields: Tree): string | undefined {
  const path = names(Array.isArray(fields['funcname']) ? fields['funcname'] : [])
  const name = path.at(-1) ?? ''
  const isServers = path.length === 1 || path[0] === 'pg_catalog'
  return (isServers || ofExtensions.test(name)) && reachesOut(name) ? name : undefined
}

/** The same of code that is only text here, by the words before its parentheses; a COPY with a file or program of the server's is listed by the role that may do that. */
export function outsideNamed(code: string): readonly string[] {
  const called = [...code.matchAll(calls)].map(([, name]) => name!.toLowerCase()).filter(reachesOut)
  return [...called, ...copies.filter(([, pattern]) => pattern.test(code)).map(([role]) => role)]
}

/** A name, a quote, blanks and comments, a parenthesis. Written so that there is one way to match each text, and time grows with its length alone. */
const calls = /\b(\w+)\b"?(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*\(/g

const copies: readonly (readonly [role: string, pattern: RegExp])[] = [
  ['pg_execute_server_program', /\bcopy\b[^;]*\bprogram\b/i],
  ['pg_write_server_files', /\bcopy\b[^;]*\bto\s+(?:e?'|\$)/i],
  ['pg_read_server_files', /\bcopy\b[^;]*\bfrom\s+(?:e?'|\$)/i],
]

const outside =
  /^(?:dblink|lo_|pg_(?:terminate|cancel)_|pg_reload_conf|pg_rotate_|pg_promote|pg_switch_wal|pg_(?:start_|stop_)?backup|pg_wal_replay|pg_read_|pg_ls_|pg_stat_file|pg_stat_reset|pg_file_|pg_logical_|pg_replication_|pg_(?:create|drop|copy)_|pg_log_backend|pg_(?:try_)?advisory_(?:un)?lock)/

const onlyReading = /^(pg_read_|pg_ls_|pg_stat_file)/

/** They run a text as SQL, in which nobody sees what it calls. */
const ofText = /^(?:query_to_xml(?:schema|_and_xmlschema)?|ts_stat|ts_rewrite|crosstab\d?|crosstab_hash|connectby|xpath_table)$/

/** Those that are in whatever schema their extension was made in. */
const ofExtensions = /^(?:dblink|crosstab|connectby|xpath_table)/

function reachesOut(name: string): boolean {
  return outside.test(name) || ofText.test(name)
}

const writing: ReadonlySet<string> = new Set(['nextval', 'setval', 'set_config', 'pg_notify', 'txid_current', 'pg_current_xact_id'])

/** The functions of queries and checks; what is missing here only makes `sql/execute` more careful. */
const reading: ReadonlySet<string> = new Set(
  `
  count sum min max avg stddev variance array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every
  row_number rank dense_rank percent_rank ntile lag lead first_value last_value nth_value percentile_cont percentile_disc mode
  coalesce nullif greatest least abs ceil ceiling floor round trunc mod power sqrt exp ln log sign random width_bucket div gcd lcm
  lower upper initcap length char_length character_length octet_length bit_length btrim ltrim rtrim trim lpad rpad left right repeat replace reverse
  split_part substr substring position strpos starts_with concat concat_ws format translate overlay ascii chr md5 sha224 sha256 sha384 sha512 encode decode
  regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_split_to_table regexp_count regexp_like regexp_substr to_hex quote_ident quote_literal quote_nullable
  now clock_timestamp statement_timestamp transaction_timestamp timezone date_part date_trunc extract age make_date make_time make_interval make_timestamp make_timestamptz
  to_char to_date to_number to_timestamp isfinite justify_days justify_hours justify_interval
  array_length array_upper array_lower array_ndims array_position array_positions array_append array_prepend array_cat array_remove array_replace array_to_string string_to_array cardinality unnest
  generate_series generate_subscripts row_to_json to_json to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array
  json_array_length jsonb_array_length json_array_elements jsonb_array_elements json_array_elements_text jsonb_array_elements_text json_each jsonb_each json_each_text jsonb_each_text
  json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text json_object_keys jsonb_object_keys json_typeof jsonb_typeof jsonb_set jsonb_insert jsonb_pretty jsonb_strip_nulls json_strip_nulls
  jsonb_path_exists jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_match
  to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_headline gen_random_uuid
  current_database current_schema current_schemas version current_setting pg_typeof pg_column_size pg_relation_size pg_table_size pg_total_relation_size pg_database_size pg_size_pretty
  to_regclass to_regtype to_regproc to_regprocedure to_regnamespace to_regrole format_type pg_get_constraintdef pg_get_indexdef pg_get_viewdef pg_get_functiondef pg_get_expr pg_get_serial_sequence
  has_table_privilege has_column_privilege has_schema_privilege has_database_privilege obj_description col_description pg_backend_pid pg_is_in_recovery pg_sleep
  `
    .trim()
    .split(/\s+/),
)
