import { flag, list, object, optional, type TypeOf, text } from './shape.ts'

/** `plan plugins --json` */
export const pluginsShape = object('The installed plugins', {
  plugins: list(
    'The built-in ones, then those of backout.yaml',
    object('A plugin', {
      name: text('Its name'),
      version: text('Its version'),
      source: text('built-in, or as backout.yaml lists it'),
      integrity: optional(text('sha256-<hex> of its code; absent for built-in ones')),
      steps: list('Its step types', object('A step type', { uses: text('As `uses` names it'), summary: text('In one line') })),
      drivers: list(
        'Its drivers',
        object('A driver', { kind: text('As `driver` names it'), family: text('files, databases, services or commands') }),
      ),
    }),
  ),
  written: list(
    'With --write: the manifests that were written',
    object('A manifest', { path: text('Relative to the root'), changed: flag('Whether it differs from before') }),
  ),
})

/** A value of {@link pluginsShape}. */
export type PluginsJson = TypeOf<typeof pluginsShape>
