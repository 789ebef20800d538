import { type Collector, relation } from './collector.ts'
import { outsideParts } from './outside-parts.ts'
import { allOf, objectPart, partName } from '../part.ts'
import { wordsOfKind } from '../syntax/statement-kind.ts'
import { at, isTree, listAt, names, type Tree, tagged, textAt } from '../syntax/tree.ts'

/** Statements about objects that are not tables, or that name tables by a path of names. */
export const objectStatements: { readonly [tag: string]: (fields: Tree, collect: Collector) => void } = {
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
  DoStmt: (fields, { add }) => {
    for (const part of outsideParts(fields)) add(part, 'write')
  },
  CreateFunctionStmt: (fields, { add }) => {
    add(qualified(names(listAt(fields, 'funcname'))), 'write')
    for (const part of outsideParts(fields)) add(part, 'write')
  },
  AlterFunctionStmt: (fields, { add }) => add(qualified(names(listAt(fields, 'func', 'objname'))), 'write'),
  CreateEnumStmt: typeNamed('typeName'),
  AlterEnumStmt: typeNamed('typeName'),
  CreateRangeStmt: typeNamed('typeName'),
  CreateDomainStmt: typeNamed('domainname'),
  AlterDomainStmt: typeNamed('typeName'),
  DefineStmt: typeNamed('defnames'),
  CreateOpClassStmt: typeNamed('opclassname'),
  CreateOpFamilyStmt: typeNamed('opfamilyname'),
  AlterOpFamilyStmt: typeNamed('opfamilyname'),
  AlterStatsStmt: typeNamed('defnames'),
  CreateConversionStmt: typeNamed('conversion_name'),
  AlterTSConfigurationStmt: typeNamed('cfgname'),
  AlterTSDictionaryStmt: typeNamed('dictname'),
  CreateExtensionStmt: objectNamed('extension', 'extname'),
  AlterExtensionStmt: objectNamed('extension', 'extname'),
  CreateRoleStmt: objectNamed('role', 'role'),
  AlterRoleStmt: roleNamed,
  AlterRoleSetStmt: roleNamed,
  AlterDatabaseSetStmt: objectNamed('database', 'dbname'),
  DropRoleStmt: (fields, { add }) => {
    for (const role of listAt(fields, 'roles')) add(objectPart('role', textAt(role, 'RoleSpec', 'rolename') ?? '*'), 'write')
  },
  GrantRoleStmt: (fields, { add }) => {
    for (const role of listAt(fields, 'granted_roles')) add(objectPart('role', textAt(role, 'AccessPriv', 'priv_name') ?? '*'), 'write')
  },
  CreateSchemaStmt: (fields, collect) => {
    collect.add(objectPart('schema', textAt(fields, 'schemaname') ?? '*'), 'write')
    if (listAt(fields, 'schemaElts').length > 0) collect.incomplete()
  },
  AlterTableSpaceOptionsStmt: objectNamed('tablespace', 'tablespacename'),
  CreatePublicationStmt: objectNamed('publication', 'pubname'),
  AlterPublicationStmt: objectNamed('publication', 'pubname'),
  CreateEventTrigStmt: objectNamed('event trigger', 'trigname'),
  AlterEventTrigStmt: objectNamed('event trigger', 'trigname'),
  CreateFdwStmt: objectNamed('foreign data wrapper', 'fdwname'),
  AlterFdwStmt: objectNamed('foreign data wrapper', 'fdwname'),
  CreateForeignServerStmt: objectNamed('foreign server', 'servername'),
  AlterForeignServerStmt: objectNamed('foreign server', 'servername'),
  CreateUserMappingStmt: objectNamed('foreign server', 'servername'),
  AlterUserMappingStmt: objectNamed('foreign server', 'servername'),
  DropUserMappingStmt: objectNamed('foreign server', 'servername'),
  CreatePLangStmt: objectNamed('language', 'plname'),
  CreateAmStmt: objectNamed('access method', 'amname'),
}

/** What of a schema's objects a name in the words of a statement means; the name of something on a table has the table's before it. */
function object(kind: string, node: unknown, collect: Collector): void {
  const path = withoutMethod(kind, names(Array.isArray(node) ? node : listAt(node, 'List', 'items')))
  const single = textAt(node, 'String', 'sval')
  const [domain] = listAt(node, 'List', 'items')
  if (onTable.has(kind)) collect.add(qualified(path.slice(0, -1)), 'write')
  else if (kind === 'OBJECT_INDEX') collect.incomplete()
  else if (tagged(domain)[0] === 'TypeName' && kind === 'OBJECT_DOMCONSTRAINT') typeOrFunction(domain, collect)
  else if (single !== undefined) collect.add(objectPart(wordsOfKind(kind), single), 'write')
  else if (path.length > 0) collect.add(qualified(path), 'write')
  else typeOrFunction(node, collect)
}

const onTable: ReadonlySet<string> = new Set(['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY', 'OBJECT_COLUMN', 'OBJECT_TABCONSTRAINT'])

/** Operator classes and families are named with the access method before them. */
function withoutMethod(kind: string, path: readonly string[]): readonly string[] {
  return kind === 'OBJECT_OPCLASS' || kind === 'OBJECT_OPFAMILY' ? path.slice(1) : path
}

/** What has no name (a cast, a large object) is listed by its statement. */
function typeOrFunction(node: unknown, { add }: Collector): void {
  const path = pathOf(node)
  if (path.length > 0) add(qualified(path), 'write')
}

/** The name of something in a schema, however the parser gives it. */
function pathOf(node: unknown): readonly string[] {
  return names([...listAt(node, 'List', 'items'), ...listAt(node, 'TypeName', 'names'), ...listAt(node, 'ObjectWithArgs', 'objname')])
}

function dropped(fields: Tree, collect: Collector): void {
  for (const node of listAt(fields, 'objects')) object(textAt(fields, 'removeType') ?? '', node, collect)
}

function renamed(fields: Tree, collect: Collector): void {
  const range = at(fields, 'relation')
  if (!isTree(range)) return renamedObject(fields, collect)
  if (textAt(fields, 'renameType') === 'OBJECT_INDEX') return collect.incomplete()
  relation(range, 'write', new Set(), collect)
  const isWhole = /^OBJECT_(TABLE|VIEW|MATVIEW|SEQUENCE|FOREIGN_TABLE)$/.test(textAt(fields, 'renameType') ?? '')
  if (isWhole) collect.add(partName(textAt(range, 'schemaname'), textAt(fields, 'newname') ?? ''), 'write')
}

/** Roles, schemas and databases stand beside the kind of the statement; all others are its object, which keeps its schema. */
function renamedObject(fields: Tree, collect: Collector): void {
  const kind = textAt(fields, 'renameType') ?? ''
  const name = textAt(fields, 'newname') ?? ''
  const { object: node } = fields
  if (node !== undefined) object(kind, node, collect)
  const alone = node === undefined ? textAt(fields, 'subname') : textAt(node, 'String', 'sval')
  if (alone !== undefined) for (const one of [alone, name]) collect.add(objectPart(wordsOfKind(kind), one), 'write')
  else if (fields['subname'] === undefined) collect.add(partName(withoutMethod(kind, pathOf(node)).at(-2), name), 'write')
}

function ofObject(fields: Tree, collect: Collector): void {
  const range = at(fields, 'relation')
  const schema = textAt(fields, 'newschema')
  const path = pathOf(fields['object'])
  if (schema !== undefined && path.length > 0) collect.add(partName(schema, path.at(-1)!), 'write')
  if (isTree(range)) {
    relation(range, 'write', new Set(), collect)
    if (schema !== undefined) collect.add(partName(schema, textAt(range, 'relname') ?? ''), 'write')
  } else object(textAt(fields, 'objtype') ?? textAt(fields, 'objectType') ?? '', fields['object'], collect)
}

function granted(fields: Tree, collect: Collector): void {
  const kind = textAt(fields, 'objtype') ?? ''
  if (textAt(fields, 'targtype') !== 'ACL_TARGET_OBJECT') {
    for (const schema of names(listAt(fields, 'objects'))) collect.add(allOf(schema), 'write')
    return
  }
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

function roleNamed(fields: Tree, { add }: Collector): void {
  add(objectPart('role', textAt(fields, 'role', 'rolename') ?? '*'), 'write')
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
