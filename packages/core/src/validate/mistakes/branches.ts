import type { SchemaError } from '../../plugin/validator.ts'

/**
 * Reduces errors to those that matter: without those that are `open`, or of items that need not all be as `contains` says, and for each `anyOf` and `oneOf` with the errors of the
 * alternative that is nearest to the value; none where an alternative is met once open errors are left out.
 */
export function chosenBranches(errors: readonly SchemaError[], isOpen: (error: SchemaError) => boolean): readonly SchemaError[] {
  const ofItems = errors.flatMap(({ keyword, schemaPath }) => (keyword === 'contains' ? [`${schemaPath}/`] : []))
  const relevant = errors.filter(({ keyword, schemaPath }) => keyword !== 'if' && !ofItems.some((path) => schemaPath.startsWith(path)))
  const ofWhole = resolveUnions(relevant, (error) => entryOf(error) === undefined, isOpen)
  const byEntry = [...Map.groupBy(ofWhole, entryOf).values()]
  const kept = byEntry.flatMap((some) => resolveUnions(some, (error) => entryOf(error) !== undefined, isOpen))
  return kept.filter((error) => !isOpen(error))
}

/** The entry that an error is in: `/steps/3`. Errors of one entry say nothing of another, of which there may be thousands. */
function entryOf({ instancePath }: SchemaError): string | undefined {
  return /^\/[^/]*\/[^/]*/.exec(instancePath)?.[0]
}

function resolveUnions(
  errors: readonly SchemaError[],
  isMeant: (error: SchemaError) => boolean,
  isOpen: (error: SchemaError) => boolean,
): readonly SchemaError[] {
  let kept = errors
  const unions = errors.filter((error) => isUnion(error) && isMeant(error)).toSorted((a, b) => a.schemaPath.length - b.schemaPath.length)
  for (const union of unions) if (kept.includes(union)) kept = resolveUnion(union, kept, isOpen)
  return kept
}

function isUnion({ keyword }: SchemaError): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

function resolveUnion(union: SchemaError, errors: readonly SchemaError[], isOpen: (error: SchemaError) => boolean): SchemaError[] {
  const inside = (error: SchemaError) => error !== union && error.schemaPath.startsWith(`${union.schemaPath}/`) && isWithin(error, union)
  const outside = errors.filter((error) => error !== union && !inside(error))
  const branches = byBranch(union, errors.filter(inside))
  const rest = branches.map((branch) => resolveUnions(branch, () => true, isOpen).filter((error) => !isOpen(error)))
  if (isOpen(union) || rest.some((branch) => branch.length === 0)) return outside
  const candidates = rest.filter((branch) => !branch.some((error) => isOfAnotherKind(error, union)))
  if (candidates.length === 0 || rest.every((branch) => isOnlyKeys(branch, union))) return [...outside, union]
  const best = candidates.reduce((a, b) => (weight(b) < weight(a) ? b : a))
  return [...outside, ...best]
}

function isWithin({ instancePath }: SchemaError, union: SchemaError): boolean {
  return instancePath === union.instancePath || instancePath.startsWith(`${union.instancePath}/`)
}

function byBranch(union: SchemaError, errors: readonly SchemaError[]): readonly (readonly SchemaError[])[] {
  const groups = Map.groupBy(errors, ({ schemaPath }) => schemaPath.slice(union.schemaPath.length + 1).split('/', 1)[0]!)
  return [...groups.values()]
}

/** Whether the value is not even of the kind that the alternative is for. */
function isOfAnotherKind({ instancePath, keyword }: SchemaError, union: SchemaError): boolean {
  return instancePath === union.instancePath && (keyword === 'type' || keyword === 'const' || keyword === 'enum')
}

/** Whether an alternative only asks for keys, so that all of them are told together. */
function isOnlyKeys(branch: readonly SchemaError[], union: SchemaError): boolean {
  return branch.every(({ keyword, instancePath }) => keyword === 'required' && instancePath === union.instancePath)
}

/** An unknown or missing key counts more than a wrong value: keys tell the alternatives apart. */
function weight(branch: readonly SchemaError[]): number {
  return branch.reduce((sum, { keyword }) => sum + (keyword === 'required' || keyword === 'additionalProperties' ? 10 : 1), 0)
}
