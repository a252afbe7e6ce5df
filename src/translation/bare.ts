import type { Message, Prompt, Tool } from '../ir/prompt.ts'
import type { Citation, Part } from '../ir/part.ts'

/** Without the fields that only the protocol of origin knows: no other protocol may come to see them. */
const withoutExtras = <Value extends object>(value: Value): Value => {
  if (!('extras' in value)) return value
  const { extras: _, ...rest } = value
  return rest as Value
}

export const barePart = (part: Part): Part => {
  const bare = withoutExtras(part)
  switch (bare.type) {
    case 'tool-result':
      return { ...bare, parts: bare.parts.map(barePart) }
    case 'text':
      return bare.citations === undefined
        ? bare
        : { ...bare, citations: bare.citations.map(bareCitation) }
    default:
      return bare
  }
}

export const bareCitation = (citation: Citation): Citation => withoutExtras(citation)

const bareMessage = (message: Message): Message => ({
  ...withoutExtras(message),
  parts: message.parts.map(barePart),
})

export const barePrompt = (prompt: Prompt): Prompt => {
  const { reasoning, format } = prompt
  return {
    ...withoutExtras(prompt),
    system: prompt.system.map(withoutExtras),
    messages: prompt.messages.map(bareMessage),
    tools: prompt.tools.map((tool: Tool) => withoutExtras(tool)),
    ...(reasoning === undefined ? {} : { reasoning: withoutExtras(reasoning) }),
    ...(format === undefined ? {} : { format: withoutExtras(format) }),
  }
}
