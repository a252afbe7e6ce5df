import type { InputItem } from './responses-items.ts'
import type { ResponsesRequest } from './responses-schema.ts'

type Offer = {
  /** Those of the request, and those that its conversation brings. */
  readonly tools: NonNullable<ResponsesRequest['tools']>
  /** The conversation without them. */
  readonly items: readonly InputItem[]
}

export const readOffer = (request: ResponsesRequest, items: readonly InputItem[]): Offer => ({
  tools: [
    ...(request.tools ?? []),
    ...items.flatMap((item) => (item.type === 'additional_tools' ? item.tools : [])),
  ],
  items: items.filter(({ type }) => type !== 'additional_tools'),
})
