/** What all clients ask for, each in the words of its protocol. */
export const weatherSchema = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    unit: { type: ['string', 'null'], enum: ['C', 'F', null] },
  },
  required: ['city'],
}

export const citySchema = {
  type: 'object',
  properties: { name: { type: 'string' }, people: { type: 'integer', minimum: 1 } },
  required: ['name', 'people'],
  additionalProperties: false,
}

export const pixel = 'iVBORw0KGgo='
export const document = 'JVBERi0xLjQ='
