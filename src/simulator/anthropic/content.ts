/** The blocks of a message, in their order. */
import type { Choice, Reply, Source } from '../reply.ts'
import type { Call } from '../vendor.ts'
import type { MessagesRequest } from './schema.ts'

export type Block = ReturnType<typeof writeContent>[number]

/** Thinking when asked for, what the vendor did by itself, what was said, the calls. */
export const writeContent = (reply: Reply, request: MessagesRequest, call: Call) => {
  const [choice] = reply.choices
  return [
    ...writeThinking(reply, request, call),
    ...writeSearch(choice.source, call),
    ...writeTexts(choice, call),
    ...choice.toolCalls.map(({ name, input }, index) => ({
      type: 'tool_use' as const,
      id: `toolu_simulated_${call.serial}${index === 0 ? '' : `_${index}`}`,
      caller: direct,
      name,
      input,
    })),
  ]
}

const direct = { type: 'direct' as const }

/** The signature is over what is shown, by the account's key: nobody else can have made it. */
const writeThinking = (reply: Reply, request: MessagesRequest, call: Call) => {
  if (reply.reasoning.length === 0) return []
  const thought = reply.reasoning.join('')
  if (reply.isRedacted) {
    return [{ type: 'redacted_thinking' as const, data: call.seal.close(thought) }]
  }
  const { thinking: asked } = request
  const isOmitted = asked !== undefined && 'display' in asked && asked.display === 'omitted'
  const thinking = isOmitted ? '' : thought
  return [{ type: 'thinking' as const, thinking, signature: call.seal.sign(thinking) }]
}

const writeSearch = (source: Source | undefined, call: Call) => {
  if (source === undefined) return []
  const id = `srvtoolu_simulated_${call.serial}`
  const result = {
    type: 'web_search_result' as const,
    url: source.url,
    title: source.title,
    encrypted_content: call.seal.close(source.quote),
    page_age: null,
  }
  return [
    {
      type: 'server_tool_use' as const,
      id,
      caller: direct,
      name: 'web_search' as const,
      input: { query: source.query },
    },
    { type: 'web_search_tool_result' as const, tool_use_id: id, caller: direct, content: [result] },
  ]
}

/** What rests on a source is a block of its own. */
const writeTexts = ({ text, cited, source, toolCalls, refusal }: Choice, call: Call) => {
  const own = text.slice(0, text.length - cited.length).join('')
  const isSilent = own === '' && (toolCalls.length > 0 || refusal.length > 0)
  return [
    ...(isSilent ? [] : [{ type: 'text' as const, text: own, citations: null }]),
    ...(source === undefined || cited.length === 0
      ? []
      : [
          { type: 'text' as const, text: cited.join(''), citations: [writeCitation(source, call)] },
        ]),
  ]
}

const writeCitation = (source: Source, call: Call) => ({
  type: 'web_search_result_location' as const,
  cited_text: source.quote,
  url: source.url,
  title: source.title,
  encrypted_index: call.seal.close(source.url),
})
