import type { Value } from '@backout/core/plugin'
import type { Answer } from '../connection/ask.ts'
import type { Connection } from '../connection/connection.ts'
import { parseArray } from '../scope/array-text.ts'

/**
 * Reads rows as steps take them: integers of all sizes as `bigint`, numeric and money as text (no digit is lost), floats as numbers (`NaN` and infinities as text),
 * JSON parsed, bytea as bytes, dates and times as ISO 8601 text, arrays as lists; everything else as the server's text.
 */
export async function readRows(answer: Answer, connection: Connection): Promise<readonly { readonly [column: string]: Value }[]> {
  const readers: Reader[] = []
  for (const { type } of answer.fields) readers.push(await readerOf(type, connection))
  return answer.rows.map((row) =>
    Object.fromEntries(row.map((text, index) => [answer.fields[index]!.name, text === null ? null : readers[index]!(text)])),
  )
}

type Reader = (text: string) => Value

const asText: Reader = (text) => text
const asFloat: Reader = (text) => (/^-?[\d.e+-]+$/i.test(text) ? Number(text) : text)
const asBytes: Reader = (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
const asTimestamp: Reader = (text) =>
  text.replace(
    /^(\S+) (\S+?)([+-]\d\d(?::?\d\d)*)?$/,
    (_, day: string, time: string, zone: string = '') => `${day}T${time}${isoZone(zone)}`,
  )
const asZonedTime: Reader = (text) => text.replace(/([+-]\d\d(?::?\d\d)*)$/, isoZone)

/** By the server's fixed type numbers (src/include/catalog/pg_type.dat). */
const scalars: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [16, (text) => text === 't'],
  [17, asBytes],
  [20, BigInt],
  [21, BigInt],
  [23, BigInt],
  [26, BigInt],
  [700, asFloat],
  [701, asFloat],
  [114, parseJson],
  [3802, parseJson],
  [1114, asTimestamp],
  [1184, asTimestamp],
  [1266, asZonedTime],
])

/** Arrays of the types above, and of those that are most often read as text; all others are looked up. */
const arrays: ReadonlyMap<number, number> = new Map([
  [1000, 16],
  [1001, 17],
  [1016, 20],
  [1005, 21],
  [1007, 23],
  [1028, 26],
  [1021, 700],
  [1022, 701],
  [199, 114],
  [3807, 3802],
  [1115, 1114],
  [1185, 1184],
  [1270, 1266],
  [1009, 25],
  [1015, 1043],
  [1014, 1042],
  [1002, 18],
  [1003, 19],
  [2951, 2950],
  [1231, 1700],
  [1182, 1082],
  [1183, 1083],
  [1187, 1186],
  [1041, 869],
  [651, 650],
  [791, 790],
  [143, 142],
])

async function readerOf(type: number, connection: Connection): Promise<Reader> {
  const scalar = scalars.get(type)
  if (scalar) return scalar
  const element = arrays.get(type) ?? (texts.has(type) ? undefined : await elementOf(type, connection))
  if (element === undefined) return asText
  const reader = await readerOf(element, connection)
  return (text) => parseArray(text, reader)
}

/** Types that are no arrays. */
const texts: ReadonlySet<number> = new Set(arrays.values())

/** The element type of an array type (of an enum, of ranges); undefined where it is no array, or one whose elements no comma separates. */
async function elementOf(type: number, connection: Connection): Promise<number | undefined> {
  const { rows } = await connection.run(elementSql, [String(type)])
  const element = rows[0]?.[0]
  return element === undefined || element === null ? undefined : Number(element)
}

/** Values of a domain are those of its type, which may be a domain too; an array of a domain says so only here. */
const elementSql = `
with recursive element (oid) as (
  select oid from pg_catalog.pg_type where typarray = $1 and typdelim = ','
  union all select t.typbasetype from element e join pg_catalog.pg_type t on t.oid = e.oid where t.typtype = 'd'
)
select t.oid from element e join pg_catalog.pg_type t on t.oid = e.oid where t.typtype <> 'd'`

/**
 * JSON in which no number loses digits that a number of ours could keep: integers beyond 2^53 are 64-bit integers, and what neither they nor a
 * float can hold (`1e400`, 20 digits) is text.
 */
function parseJson(text: string): Value {
  if (!/\d{16}|\d[eE]/.test(text)) return JSON.parse(text) as Value
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined ? numberOf(value, context.source) : value
  return JSON.parse(text, reviver) as Value
}

function numberOf(value: number, source: string): Value {
  if (!Number.isFinite(value)) return source
  if (Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value
  const integer = BigInt(source)
  return BigInt.asIntN(64, integer) === integer ? integer : source
}

function isoZone(zone: string): string {
  if (zone === '' || /^[+-]00(:?00)*$/.test(zone)) return zone === '' ? '' : 'Z'
  return zone.length === 3 ? `${zone}:00` : zone
}
