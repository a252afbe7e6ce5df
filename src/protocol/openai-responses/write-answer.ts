import type { Answer } from '../../ir/answer.ts'
import type { Part } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import type { JsonObject } from '../json.ts'
import { endingOf, type Ending } from './finish.ts'
import { closedResponse, writeEcho } from './response.ts'
import { toolOrigins } from './tool-origins.ts'
import {
  areOfOneMessage,
  isMessagePart,
  itemOf,
  writeContent,
  writeItem,
  type ItemContext,
  type MessagePart,
} from './write-item.ts'

/** Of several choices the first is told: a request of this protocol asks for one. */
export const writeAnswer = (answer: Answer, asked: Asked): JsonObject => {
  const choice = answer.choices[0]
  const hasRefused = choice?.parts.some(({ type }) => type === 'refusal') ?? false
  const ending = endingOf(choice?.finish ?? { reason: 'other' }, hasRefused)
  const context: ItemContext = { origins: toolOrigins(asked.prompt.tools), ids: asked.ids }
  const head = {
    id: answer.id === '' ? asked.ids.next('resp_') : answer.id,
    model: answer.model === '' ? asked.model : answer.model,
    createdAt: answer.createdAt ?? asked.now,
  }
  return closedResponse(head, writeEcho(asked.prompt), {
    ending,
    output: writeOutput(choice?.parts ?? [], ending, context),
    usage: answer.usage,
    now: asked.now,
    extras: answer.extras,
  })
}

const writeOutput = (
  parts: readonly Part[],
  ending: Ending,
  context: ItemContext,
): readonly JsonObject[] => {
  const output: JsonObject[] = []
  let texts: MessagePart[] = []
  const flush = (status: string): void => {
    const [first] = texts
    if (first === undefined) return
    output.push(writeMessage(texts, { id: messageId(first, context), status }))
    texts = []
  }
  for (const part of parts) {
    if (!isMessagePart(part)) {
      flush('completed')
      const item = writeItem(part, context)
      if (item !== undefined) output.push(item)
      continue
    }
    const [first] = texts
    if (first !== undefined && !areOfOneMessage(first, part)) flush('completed')
    texts.push(part)
  }
  flush(ending.status)
  return output
}

export const messageId = (part: MessagePart, { ids }: ItemContext): string => {
  const id = itemOf(part)?.['id']
  return typeof id === 'string' ? id : ids.next('msg_')
}

export const writeMessage = (
  texts: readonly MessagePart[],
  { id, status }: { readonly id: string; readonly status: string },
): JsonObject => ({
  type: 'message',
  status,
  role: 'assistant',
  content: texts.map(writeContent),
  ...(texts[0] === undefined ? {} : itemOf(texts[0])),
  id,
})
