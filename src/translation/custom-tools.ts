import type { Message, Prompt, Tool } from '../ir/prompt.ts'
import type { Part } from '../ir/part.ts'

/** The one argument of a function that stands for a tool with free text. */
const argument = 'input'

/** Tools that take free text, as functions with one string: for upstreams that know no others. */
export const asFunctions = (prompt: Prompt): Prompt =>
  prompt.tools.some(({ type }) => type === 'custom') || hasCustomParts(prompt.messages)
    ? {
        ...prompt,
        tools: prompt.tools.map(functionOf),
        messages: prompt.messages.map((message) => ({
          ...message,
          parts: message.parts.map(functionPart),
        })),
      }
    : prompt

const hasCustomParts = (messages: readonly Message[]): boolean =>
  messages.some(({ parts }) =>
    parts.some(
      (part) =>
        (part.type === 'tool-call' || part.type === 'tool-result') && part.kind === 'custom',
    ),
  )

const functionOf = (tool: Tool): Tool => {
  if (tool.type !== 'custom') return tool
  const { name, description, format } = tool
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    schema: {
      type: 'object',
      properties: {
        [argument]: {
          type: 'string',
          // A grammar can only be told, not enforced, by an upstream that has none.
          ...(format === undefined
            ? {}
            : { description: `In this format: ${JSON.stringify(format)}` }),
        },
      },
      required: [argument],
      additionalProperties: false,
    },
  }
}

const functionPart = (part: Part): Part => {
  if (part.type === 'tool-call' && part.kind === 'custom')
    return { ...part, kind: 'function', arguments: JSON.stringify({ [argument]: part.arguments }) }
  return part.type === 'tool-result' && part.kind === 'custom'
    ? { ...part, kind: 'function' }
    : part
}

/** The free text in a function's arguments; what has another form is given as it is. */
export const freeText = (functionArguments: string): string => {
  try {
    const value: unknown = JSON.parse(functionArguments)
    if (typeof value === 'object' && value !== null && argument in value) {
      const text = (value as Readonly<Record<string, unknown>>)[argument]
      if (typeof text === 'string') return text
    }
  } catch {
    // Cut off, or never JSON.
  }
  return functionArguments
}
