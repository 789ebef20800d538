import type { Access } from '@backout/core/plugin'
import type { Part } from '../../dialect.ts'
import { objectPart, partName } from './part.ts'
import { at, isTree, listAt, names, type Tree, tagged, textAt } from './tree.ts'

/** What a statement names, or `unknown` where its text does not tell all (an index alone, a block of code). */
export interface References {
  readonly parts: readonly Part[]
  readonly complete: boolean
}

/** The tables and other objects that a statement reads and writes by its text. What triggers, views and functions reach is found when it runs. */
export function referencesOf(tag: string, fields: Tree): References {
  const found = new Map<string, Access>()
  let complete = !opaque.has(tag)
  const collect: Collector = {
    add(part, access) {
      if (found.get(part) !== 'write') found.set(part, access)
    },
    incomplete() {
      complete = false
    },
  }
  const special = specials[tag]
  if (special) special(fields, collect)
  else visit({ [tag]: fields }, new Set(), collect)
  return { parts: [...found].map(([part, access]) => ({ part, access })), complete }
}

interface Collector {
  add(part: string, access: Access): void
  incomplete(): void
}

/** Statements whose text is code, or names things by words that only the catalog understands. */
const opaque: ReadonlySet<string> = new Set(['DoStmt', 'CallStmt', 'ReassignOwnedStmt', 'DropOwnedStmt', 'ImportForeignSchemaStmt'])

const specials: { readonly [tag: string]: (fields: Tree, collect: Collector) => void } = {
  DropStmt: dropped,
  RenameStmt: renamed,
  CommentStmt: ofObject,
  SecLabelStmt: ofObject,
  AlterOwnerStmt: ofObject,
  AlterObjectSchemaStmt: ofObject,
  AlterObjectDependsStmt: ofObject,
  GrantStmt: granted,
  VariableSetStmt: variable,
  VariableShowStmt: () => undefined,
  CreateFunctionStmt: (fields, { add }) => add(qualified(names(listAt(fields, 'funcname'))), 'write'),
  AlterFunctionStmt: (fields, { add }) => add(qualified(names(listAt(fields, 'func', 'objname'))), 'write'),
  CreateEnumStmt: typeNamed('typeName'),
  AlterEnumStmt: typeNamed('typeName'),
  CreateRangeStmt: typeNamed('typeName'),
  CreateDomainStmt: typeNamed('domainname'),
  AlterDomainStmt: typeNamed('typeName'),
  DefineStmt: typeNamed('defnames'),
  CreateExtensionStmt: objectNamed('extension', 'extname'),
  AlterExtensionStmt: objectNamed('extension', 'extname'),
  CreateRoleStmt: objectNamed('role', 'role'),
  AlterRoleStmt: (fields, { add }) => add(objectPart('role', textAt(fields, 'role', 'rolename') ?? '*'), 'write'),
  DropRoleStmt: (fields, { add }) => {
    for (const role of listAt(fields, 'roles')) add(objectPart('role', textAt(role, 'RoleSpec', 'rolename') ?? '*'), 'write')
  },
  GrantRoleStmt: (fields, { add }) => {
    for (const role of listAt(fields, 'granted_roles')) add(objectPart('role', textAt(role, 'AccessPriv', 'priv_name') ?? '*'), 'write')
  },
  CreateSchemaStmt: (fields, collect) => {
    collect.add(objectPart('schema', textAt(fields, 'schemaname') ?? '*'), 'write')
    visit(fields['schemaElts'], new Set(), collect)
  },
  CreatePublicationStmt: objectNamed('publication', 'pubname'),
  AlterPublicationStmt: objectNamed('publication', 'pubname'),
}

/** Where a statement writes: the relation under one of its keys. Everything else that it names is read. */
const written: { readonly [tag: string]: readonly string[] } = {
  InsertStmt: ['relation'],
  UpdateStmt: ['relation'],
  DeleteStmt: ['relation'],
  MergeStmt: ['relation'],
  CreateStmt: ['relation'],
  AlterTableStmt: ['relation'],
  IndexStmt: ['relation'],
  ReindexStmt: ['relation'],
  TruncateStmt: ['relations'],
  LockStmt: ['relations'],
  ViewStmt: ['view'],
  into: ['rel'],
  intoClause: ['rel'],
  RefreshMatViewStmt: ['relation'],
  CreateTrigStmt: ['relation'],
  RuleStmt: ['relation'],
  CreatePolicyStmt: ['table'],
  AlterPolicyStmt: ['table'],
  ClusterStmt: ['relation'],
  VacuumRelation: ['relation'],
  Constraint: ['pktable'],
  CreateSeqStmt: ['sequence'],
  AlterSeqStmt: ['sequence'],
  CompositeTypeStmt: ['typevar'],
  CreateForeignTableStmt: ['relation'],
  CreateStatsStmt: ['relations'],
}

function visit(tree: unknown, visible: ReadonlySet<string>, collect: Collector): void {
  if (Array.isArray(tree)) for (const item of tree) visit(item, visible, collect)
  else if (isTree(tree)) for (const [key, value] of Object.entries(tree)) visitField(key, value, visible, collect)
}

function visitField(key: string, value: unknown, visible: ReadonlySet<string>, collect: Collector): void {
  if (!isTree(value)) return visit(value, visible, collect)
  if (key === 'RangeVar' || 'relname' in value) return relation(value, 'read', visible, collect)
  const seen = new Set([...visible, ...cteNames(value)])
  const writes = written[key] ?? []
  for (const [name, child] of Object.entries(value)) {
    if (!writes.includes(name)) visitField(name, child, seen, collect)
    else for (const one of Array.isArray(child) ? child : [child]) relation(rangeVar(one), 'write', new Set(), collect)
  }
  if (isIndexStatement(key, value)) collect.incomplete()
}

/** `ALTER INDEX`, `REINDEX INDEX`: whose index it is, only the catalog knows. */
function isIndexStatement(key: string, fields: Tree): boolean {
  if (key === 'AlterTableStmt') return fields['objtype'] === 'OBJECT_INDEX'
  return key === 'ReindexStmt' && fields['kind'] !== 'REINDEX_OBJECT_TABLE'
}

function rangeVar(node: unknown): Tree {
  const [tag, fields] = tagged(node)
  return tag === 'RangeVar' ? fields : isTree(node) ? node : {}
}

function relation(range: Tree, access: Access, visible: ReadonlySet<string>, { add }: Collector): void {
  const name = textAt(range, 'relname')
  // The server looks into its own catalog first, whatever the search path.
  const schema = textAt(range, 'schemaname') ?? (name?.startsWith('pg_') ? 'pg_catalog' : undefined)
  if (name === undefined || (schema === undefined && visible.has(name))) return
  if (!isSystem(schema) || access === 'write') add(partName(schema, name), access)
}

function cteNames(fields: Tree): readonly string[] {
  return listAt(fields, 'withClause', 'ctes')
    .map((cte) => textAt(cte, 'CommonTableExpr', 'ctename'))
    .filter((name) => name !== undefined)
}

function isSystem(schema: string | undefined): boolean {
  return schema === 'pg_catalog' || schema === 'information_schema'
}

/** What of a schema's objects a name in the words of a statement means; the name of something on a table has the table's before it. */
function object(kind: string, node: unknown, collect: Collector): void {
  const path = names(Array.isArray(node) ? node : listAt(node, 'List', 'items'))
  const single = textAt(node, 'String', 'sval')
  if (onTable.has(kind)) collect.add(qualified(path.slice(0, -1)), 'write')
  else if (kind === 'OBJECT_INDEX') collect.incomplete()
  else if (single !== undefined) collect.add(objectPart(word(kind), single), 'write')
  else if (path.length > 0) collect.add(qualified(path), 'write')
  else typeOrFunction(node, collect)
}

const onTable: ReadonlySet<string> = new Set(['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY', 'OBJECT_COLUMN', 'OBJECT_TABCONSTRAINT'])

function typeOrFunction(node: unknown, { add, incomplete }: Collector): void {
  const path = names([...listAt(node, 'TypeName', 'names'), ...listAt(node, 'ObjectWithArgs', 'objname')])
  if (path.length > 0) add(qualified(path), 'write')
  else incomplete()
}

function dropped(fields: Tree, collect: Collector): void {
  for (const node of listAt(fields, 'objects')) object(textAt(fields, 'removeType') ?? '', node, collect)
}

function renamed(fields: Tree, collect: Collector): void {
  const range = at(fields, 'relation')
  if (!isTree(range)) return object(textAt(fields, 'renameType') ?? '', fields['object'], collect)
  if (textAt(fields, 'renameType') === 'OBJECT_INDEX') return collect.incomplete()
  relation(range, 'write', new Set(), collect)
  const isWhole = /^OBJECT_(TABLE|VIEW|MATVIEW|SEQUENCE|FOREIGN_TABLE)$/.test(textAt(fields, 'renameType') ?? '')
  if (isWhole) collect.add(partName(textAt(range, 'schemaname'), textAt(fields, 'newname') ?? ''), 'write')
}

function ofObject(fields: Tree, collect: Collector): void {
  const range = at(fields, 'relation')
  const schema = textAt(fields, 'newschema')
  if (isTree(range)) {
    relation(range, 'write', new Set(), collect)
    if (schema !== undefined) collect.add(partName(schema, textAt(range, 'relname') ?? ''), 'write')
  } else object(textAt(fields, 'objtype') ?? textAt(fields, 'objectType') ?? '', fields['object'], collect)
}

function granted(fields: Tree, collect: Collector): void {
  const kind = textAt(fields, 'objtype') ?? ''
  if (textAt(fields, 'targtype') !== 'ACL_TARGET_OBJECT')
    return collect.add(objectPart('schema', names(listAt(fields, 'objects'))[0] ?? '*'), 'write')
  for (const node of listAt(fields, 'objects')) {
    const [tag, range] = tagged(node)
    if (tag === 'RangeVar') relation(range, 'write', new Set(), collect)
    else object(kind, node, collect)
  }
}

/** Another search path gives unqualified names another meaning. */
function variable(fields: Tree, { incomplete }: Collector): void {
  if (textAt(fields, 'name') === 'search_path') incomplete()
}

function typeNamed(key: string): (fields: Tree, collect: Collector) => void {
  return (fields, { add }) => add(qualified(names(listAt(fields, key))), 'write')
}

function objectNamed(kind: string, key: string): (fields: Tree, collect: Collector) => void {
  return (fields, { add }) => add(objectPart(kind, textAt(fields, key) ?? '*'), 'write')
}

function qualified(path: readonly string[]): string {
  return partName(path.at(-2), path.at(-1) ?? '*')
}

function word(kind: string): string {
  return kind
    .replace(/^OBJECT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
}
