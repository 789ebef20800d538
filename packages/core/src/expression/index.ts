export { type Evaluator, loadEvaluator, type Tested } from './evaluator.ts'
export { type Names, namesIn } from './names.ts'
export type { ExpressionScope, SchemaLike, ScopeSchemas } from './scope.ts'
export { expressionsIn, type PlacedExpression } from './template.ts'
