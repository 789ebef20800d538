import type { Breach, Import, Source } from '../source.ts'

/**
 * The folders of the large rooms, in the order in which they build on each other; a name with `.ts` is a file beside them that folders share. All other files
 * beside them are what the room is entered by: they may import all of it, and no folder imports them.
 */
const orders: { readonly [room: string]: readonly string[] } = {
  'packages/core/src/execute': [
    'effects.ts',
    'supervise',
    'bind',
    'journal',
    'resource',
    'unit',
    'step',
    'walk',
    'other-runs',
    'run',
    'preview',
  ],
  'packages/core/src/expression': ['library.ts', 'node.ts', 'scope.ts', 'template.ts', 'read', 'types', 'check', 'evaluate'],
  'packages/core/src/load': ['pointer.ts', 'quote-scalar.ts', 'text-edit.ts', 'yaml', 'source', 'mend', 'place'],
  'packages/core/src/model': ['system-error.ts', 'errors.ts', 'value.ts', 'value-in.ts', 'touch.ts', 'event.ts', 'text', 'plan'],
  'packages/core/src/record': ['clock.ts', 'run-store.ts', 'file', 'layout', 'shape', 'replay', 'journal', 'claim', 'pack', 'run'],
  'packages/core/src/secret': ['span.ts', 'spelling', 'find'],
  'packages/core/src/signoff': ['statement.ts', 'rules.ts', 'ssh', 'folder', 'judge'],
  'packages/core/src/testing': ['case.ts', 'demand.ts', 'schema-laws.ts', 'stage', 'laws', 'driver-laws', 'subject'],
  'packages/core/src/validate': [
    'schema',
    'mistakes',
    'envelope',
    'view',
    'graph',
    'expressions',
    'steps',
    'touches',
    'environment',
    'other-plans',
  ],
  'packages/plugins/src/file': [
    'path.ts',
    'tree',
    'glob',
    'touches.ts',
    'list.ts',
    'session.ts',
    'binary.ts',
    'pack',
    'replace',
    'plan',
    'check',
  ],
  'packages/plugins/src/file/tree': ['owner.ts', 'tree.ts', 'state.ts', 'gone.ts', 'locate.ts', 'system-error.ts', 'disk'],
  'packages/plugins/src/http': ['config.ts', 'address', 'message', 'exchange', 'send'],
  'packages/plugins/src/exec': ['own-folder.ts', 'process', 'tree'],
  'packages/plugins/src/exec/tree': ['git', 'look', 'compare', 'undo'],
  'packages/plugins/src/sql': ['dialect.ts', 'session.ts', 'answer-size.ts', 'check-params.ts', 'demand-one-way.ts', 'postgres', 'sqlite'],
  'packages/plugins/src/sql/postgres': ['ledger-schema.ts', 'text', 'connection', 'scope', 'fingerprint', 'ledger', 'statement'],
  'packages/plugins/src/sql/postgres/text': ['syntax', 'quoted-name.ts', 'part.ts', 'functions.ts', 'references'],
  'packages/plugins/src/sql/sqlite': [
    'text',
    'connection',
    'ledger',
    'dialect.ts',
    'authorizer',
    'content',
    'statement',
    'capture',
    'revert',
    'fingerprint',
    'copy',
  ],
  'packages/cli/src/compose': ['clock.ts', 'plugins', 'repository', 'plans', 'effects'],
  'packages/cli/src': [
    'exit-codes.ts',
    'terminal',
    'system',
    'command-line',
    'shapes',
    'git',
    'next',
    'failure.ts',
    'masked-error.ts',
    'plan-command.ts',
    'progress',
    'output',
    'compose',
    'sign',
    'status',
    'validate',
    'show',
    'run',
    'preview',
    'actions',
    'commands',
  ],
}

/** Each folder of a large room imports only the folders before it. */
export function folderBreaches(sources: readonly Source[]): readonly Breach[] {
  return Object.entries(orders).flatMap(([room, order]) =>
    sources
      .filter(({ path }) => path.startsWith(`${room}/`))
      .flatMap((source) => [
        ...unknownFolder(source, room, order),
        ...source.imports.flatMap((used) => backwards(source, used, room, order)),
      ]),
  )
}

function unknownFolder({ path }: Source, room: string, order: readonly string[]): readonly Breach[] {
  const place = placeOf(path, room)
  return place.endsWith('.ts') || order.includes(place)
    ? []
    : [{ path, line: 1, message: `"${place}" has no place among the folders of ${room}` }]
}

function backwards({ path }: Source, { file, line, specifier }: Import, room: string, order: readonly string[]): readonly Breach[] {
  if (!file?.startsWith(`${room}/`)) return []
  const [from, to] = [placeOf(path, room), placeOf(file, room)]
  if (from === to || rank(from, order) > rank(to, order) || !order.includes(from)) return []
  return [{ path, line, message: `"${from}" imports "${specifier}", and "${to}" comes after it` }]
}

/** The folder of a room that a file lies in; the name of a file beside the folders. */
function placeOf(path: string, room: string): string {
  return path.slice(room.length + 1).split('/')[0]!
}

function rank(place: string, order: readonly string[]): number {
  const at = order.indexOf(place)
  return at < 0 ? order.length : at
}
