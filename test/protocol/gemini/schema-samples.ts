export const list = {
  type: 'object',
  properties: { value: { type: 'integer' }, next: { $ref: '#/$defs/list' } },
  required: ['value', 'next'],
}
export const recursive = { $ref: '#/$defs/list', $defs: { list } }

export type Case = readonly [name: string, schema: unknown, written: object]
