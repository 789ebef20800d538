import type { commandNames } from '../command-line/command-names.ts'
import { baselineShape } from './baseline.ts'
import { initShape } from './init.ts'
import { pluginsShape } from './plugins.ts'
import { previewShape } from './preview.ts'
import { auditShape, exportShape, importShape } from './record.ts'
import { reportShape } from './report.ts'
import { resolveShape } from './resolve.ts'
import { outcomeShape } from './run.ts'
import { runShape } from './run-command.ts'
import { schemaShape } from './schema.ts'
import { either, type Shape } from './shape.ts'
import { showShape } from './show.ts'
import { signShape } from './sign.ts'
import { statusShape } from './status.ts'
import { takenUpShape } from './taken-up.ts'
import { unlockShape } from './unlock.ts'
import { validateShape } from './validate.ts'

/** What each command prints with `--json` where it has a result. */
export const shapes: { readonly [command in (typeof commandNames)[number]]: Shape<unknown> } = {
  init: initShape,
  validate: validateShape,
  show: showShape,
  sign: signShape,
  preview: previewShape,
  run: either('What became of the plans; with --dry-run, every change that a run would make', runShape, previewShape),
  resume: takenUpShape,
  rollback: outcomeShape,
  finalize: takenUpShape,
  status: statusShape,
  baseline: baselineShape,
  resolve: resolveShape,
  unlock: unlockShape,
  report: reportShape,
  audit: auditShape,
  export: exportShape,
  import: importShape,
  schema: schemaShape,
  plugins: pluginsShape,
}
