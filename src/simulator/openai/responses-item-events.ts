/** The events of one output item, from where it is added to where it is done. Without sequence numbers. */
import type { Output } from './responses-output.ts'
import { writeLogprobs } from './responses-output.ts'
import type { Told } from './responses-object.ts'

type Item = Output[number]
type Of<Type extends Item['type']> = Extract<Item, { type: Type }>
type Content = Of<'message'>['content'][number]

export type ItemEvent =
  | ReturnType<typeof added>
  | ReturnType<typeof finished>
  | ReturnType<typeof messageEvents>[number]
  | ReturnType<typeof callEvents>[number]
  | ReturnType<typeof customCallEvents>[number]
  | ReturnType<typeof reasoningEvents>[number]
  | ReturnType<typeof searchEvents>[number]
  | ReturnType<typeof imageEvents>[number]

export const writeItem = (item: Item, output_index: number, told: Told): readonly ItemEvent[] => [
  added(begun(item), output_index),
  ...eventsOf(item, output_index, told),
  finished(item, output_index),
]

const added = (item: ReturnType<typeof begun>, output_index: number) => ({
  type: 'response.output_item.added' as const,
  output_index,
  item,
})

const finished = (item: Item, output_index: number) => ({
  type: 'response.output_item.done' as const,
  output_index,
  item,
})

/** The item as it is announced, before anything is in it. */
const begun = (item: Item) => {
  const status = 'in_progress' as const
  switch (item.type) {
    case 'message':
      return { ...item, status, content: [] }
    case 'function_call':
      return { ...item, status, arguments: '' }
    case 'custom_tool_call':
      return { ...item, status, input: '' }
    case 'reasoning':
      return { ...item, summary: [] }
    case 'web_search_call':
      return { ...item, status }
    case 'image_generation_call':
      return { ...item, status, result: null }
    default:
      return item satisfies never
  }
}

const eventsOf = (item: Item, output_index: number, told: Told): readonly ItemEvent[] => {
  switch (item.type) {
    case 'message':
      return messageEvents(item, output_index, told)
    case 'function_call':
      return callEvents(item, output_index)
    case 'custom_tool_call':
      return customCallEvents(item, output_index)
    case 'reasoning':
      return reasoningEvents(item, output_index, told.reply.reasoning)
    case 'web_search_call':
      return searchEvents(item, output_index)
    case 'image_generation_call':
      return imageEvents(item, output_index)
    default:
      return item satisfies never
  }
}

const messageEvents = (item: Of<'message'>, output_index: number, told: Told) =>
  item.content.flatMap((part, content_index) => {
    const place = { item_id: item.id, output_index, content_index }
    return [
      { type: 'response.content_part.added' as const, ...place, part: emptied(part) },
      ...(part.type === 'refusal'
        ? refusalEvents(place, told.reply.choices[0].refusal)
        : textEvents(place, part, told)),
      { type: 'response.content_part.done' as const, ...place, part },
    ]
  })

type Place = {
  readonly item_id: string
  readonly output_index: number
  readonly content_index: number
}

const emptied = (part: Content) =>
  part.type === 'refusal'
    ? { type: 'refusal' as const, refusal: '' }
    : { type: 'output_text' as const, annotations: [], logprobs: [], text: '' }

const textEvents = (place: Place, part: Extract<Content, { type: 'output_text' }>, told: Told) => [
  ...told.reply.choices[0].text.map((delta) => ({
    type: 'response.output_text.delta' as const,
    ...place,
    delta,
    logprobs: writeLogprobs([delta], told.request),
  })),
  ...part.annotations.map((annotation, annotation_index) => ({
    type: 'response.output_text.annotation.added' as const,
    ...place,
    annotation_index,
    annotation,
  })),
  {
    type: 'response.output_text.done' as const,
    ...place,
    text: part.text,
    logprobs: part.logprobs,
  },
]

const refusalEvents = (place: Place, tokens: readonly string[]) => [
  ...tokens.map((delta) => ({ type: 'response.refusal.delta' as const, ...place, delta })),
  { type: 'response.refusal.done' as const, ...place, refusal: tokens.join('') },
]

const callEvents = (item: Of<'function_call'>, output_index: number) => {
  const place = { item_id: item.id, output_index }
  return [
    ...halves(item.arguments).map((delta) => ({
      type: 'response.function_call_arguments.delta' as const,
      ...place,
      delta,
    })),
    {
      type: 'response.function_call_arguments.done' as const,
      ...place,
      name: item.name,
      arguments: item.arguments,
    },
  ]
}

const customCallEvents = (item: Of<'custom_tool_call'>, output_index: number) => {
  const place = { item_id: item.id, output_index }
  return [
    ...halves(item.input).map((delta) => ({
      type: 'response.custom_tool_call_input.delta' as const,
      ...place,
      delta,
    })),
    { type: 'response.custom_tool_call_input.done' as const, ...place, input: item.input },
  ]
}

const halves = (text: string): readonly string[] => {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}

const reasoningEvents = (item: Of<'reasoning'>, output_index: number, tokens: readonly string[]) =>
  item.summary.flatMap((summary, summary_index) => {
    const place = { item_id: item.id, output_index, summary_index }
    const part = { type: 'summary_text' as const, text: '' }
    return [
      { type: 'response.reasoning_summary_part.added' as const, ...place, part },
      ...tokens.map((delta) => ({
        type: 'response.reasoning_summary_text.delta' as const,
        ...place,
        delta,
      })),
      { type: 'response.reasoning_summary_text.done' as const, ...place, text: summary.text },
      { type: 'response.reasoning_summary_part.done' as const, ...place, part: summary },
    ]
  })

const searchEvents = (item: Of<'web_search_call'>, output_index: number) => {
  const place = { item_id: item.id, output_index }
  return [
    { type: 'response.web_search_call.in_progress' as const, ...place },
    { type: 'response.web_search_call.searching' as const, ...place },
    { type: 'response.web_search_call.completed' as const, ...place },
  ]
}

const imageEvents = (item: Of<'image_generation_call'>, output_index: number) => {
  const place = { item_id: item.id, output_index }
  return [
    { type: 'response.image_generation_call.in_progress' as const, ...place },
    { type: 'response.image_generation_call.generating' as const, ...place },
    {
      type: 'response.image_generation_call.partial_image' as const,
      ...place,
      partial_image_index: 0,
      partial_image_b64: item.result,
    },
    { type: 'response.image_generation_call.completed' as const, ...place },
  ]
}
