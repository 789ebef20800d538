import { type LoadedDocument, loadPlanFile, noDocument } from './document.ts'
import { readSource, whyNoFile } from './source/read-source.ts'

/**
 * Loads the plan at a path from the root. What is called as a plan is, and is no plain file, is a plan that cannot be read, so that it is not passed over in
 * silence. Errors: `invalid` where the system does not let it be read.
 */
export function loadPlanAt(root: string, path: string): LoadedDocument {
  const why = whyNoFile(root, path)
  return why === undefined
    ? loadPlanFile({ path, text: readSource(root, path) })
    : noDocument(path, 'no-file', `Cannot read the plan: it is ${why}`)
}
