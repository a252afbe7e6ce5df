import { answerJson, refuse, type Answer } from '../answer.ts'
import { countTokens, replyTo } from '../reply.ts'
import { isObject } from '../sample.ts'
import { findModel, type Call } from '../vendor.ts'
import { check } from './check.ts'
import { continueConversation, withIds } from './conversation.ts'
import { judgeResponse } from './judge-responses.ts'
import { refuseModel } from './models.ts'
import { readOffer } from './offered-tools.ts'
import type { InputItem } from './responses-items.ts'
import { streamResponse } from './responses-events.ts'
import { writePending, writeResponse, type Told } from './responses-object.ts'
import { writeOutput } from './responses-output.ts'
import { inputOf, readResponses } from './responses-read.ts'
import { compactRequest, inputTokensRequest, responsesRequest } from './responses-schema.ts'

export const answerResponse = (call: Call): Answer => {
  const checked = check(responsesRequest, withoutLabels(call.body))
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const conversation = continueConversation(request, call)
  if (conversation.type === 'refused') return conversation
  const { tools, items } = readOffer(request, conversation.items)
  const refusal = judgeResponse({ request, items, call })
  if (refusal !== undefined) return refusal
  const reply = replyTo(readResponses({ ...request, tools }, items, call), call.say)
  const told: Told = { reply, request, call, output: writeOutput(reply, request, call) }
  if (request.store !== false) keep(told, conversation.items)
  if (request.background === true) return answerJson(writePending(told, 'queued'))
  return request.stream === true ? streamResponse(told) : answerJson(writeResponse(told))
}

/** What Codex writes down of itself; the reference does not name it: https://github.com/openai/codex (read 2026-11) */
const withoutLabels = (body: unknown): unknown => {
  if (!isObject(body) || !isObject(body['client_metadata'])) return body
  const { client_metadata: _, ...rest } = body
  return rest
}

const keep = (told: Told, items: readonly InputItem[]): void => {
  const response = writeResponse(told)
  const isBackground = told.request.background === true
  told.call.responses.keep(response.id, {
    input: withIds(items, told.call),
    output: told.output,
    whole: answerJson(response),
    stream: streamResponse(told),
    cancelled: answerJson(writePending(told, 'cancelled')),
    isBackground,
    status: isBackground ? 'in-background' : 'done',
  })
}

export const answerInputTokens = (call: Call): Answer => {
  const checked = check(inputTokensRequest, call.body)
  if (checked.type === 'refused') return checked
  const { model } = checked.body
  if (typeof model === 'string' && findModel(call, model, 'chat') === undefined) {
    return refuseModel(model)
  }
  const conversation = continueConversation(checked.body, call)
  if (conversation.type === 'refused') return conversation
  const input_tokens = countTokens(inputOf(checked.body.instructions, conversation.items))
  return answerJson({ object: 'response.input_tokens' as const, input_tokens })
}

/** The users' messages stay, everything else is in one item that only this account can open. */
export const answerCompact = (call: Call): Answer => {
  const checked = check(compactRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const conversation = continueConversation(request, call)
  if (conversation.type === 'refused') return conversation
  const { items } = conversation
  if (items.length === 0) {
    return refuse('invalid', "One of 'input' or 'previous_response_id' is required.", {
      param: 'input',
    })
  }
  const input = inputOf(request.instructions, items)
  const input_tokens = countTokens(input)
  return answerJson({
    id: `resp_simulated_${call.serial}`,
    object: 'response.compaction' as const,
    created_at: Math.floor(call.now / 1000),
    output: [
      ...withIds(items, call).filter((item) => 'role' in item && item.role === 'user'),
      {
        id: `cmp_simulated_${call.serial}`,
        type: 'compaction' as const,
        encrypted_content: call.seal.close(input),
      },
    ],
    usage: {
      input_tokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + 1,
    },
  })
}
