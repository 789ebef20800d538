import type { ExpressionScope } from '../../../packages/core/src/expression/index.ts'
import type { Value } from '../../../packages/core/src/model/index.ts'

/** A scope of a plan in the middle of its run. */
export function scopeWith(more: Partial<ExpressionScope> = {}): ExpressionScope {
  return {
    inputs: { batch: 20_000, rate: 0.5, name: 'crm', on: true, list: [1, 2, 3] },
    environment: 'local',
    secrets: (name) => (name === 'TOKEN' ? 'hush-hush' : undefined),
    steps: new Map<string, Value>([
      ['count', { rows: [{ n: 3n, note: null }], rowCount: 1, value: 3n }],
      ['fill[eu]', { value: 1n }],
      ['fill[us]', { value: 2n }],
    ]),
    outputs: { value: 7n, status: 200, body: { ok: false, constructor: 'c', $typeName: 'google.protobuf.Timestamp', __proto__x: 1 } },
    run: { id: 'r-1', startedAt: '2026-01-02T03:04:05.000Z' },
    schemas: { inputs: { batch: { type: 'integer' }, rate: { type: 'number' } }, outputs: { properties: { status: { type: 'integer' } } } },
    ...more,
  }
}
