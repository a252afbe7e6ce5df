/**
 * What the simulated model says, before any protocol writes it: canned text that names protocol and
 * account, a tool call when there is cause for one, and a count of tokens (a word is a token).
 */
import type { SimulatedProtocol } from './answer.ts'
import { cannedText, cannedThought } from './canned.ts'
import { sampleOf } from './sample.ts'

export type Tool = { readonly name: string; readonly parameters: unknown }

export type ToolChoice =
  | { readonly type: 'auto' }
  | { readonly type: 'none' }
  | { readonly type: 'required' }
  | { readonly type: 'named'; readonly name: string }

/** A request as the simulated model understands it. */
export type Asked = {
  readonly protocol: SimulatedProtocol
  readonly account: string
  /** The last thing the user wrote. */
  readonly prompt: string
  /** Everything the model reads, in order, for counting. */
  readonly input: string
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  /** The conversation ends with a tool's result: an `auto` choice answers in words now. */
  readonly endsWithToolResult: boolean
  readonly wantsReasoning: boolean
  readonly maxOutputTokens: number | undefined
  /** The JSON schema the answer must fit, `true` for any JSON object, undefined for words. */
  readonly outputSchema: unknown
  /** Tokens of the input that this account has seen in an earlier request. */
  readonly cachedTokens: number
}

/** What the model says. Each string is one token and one event of a stream. */
export type Reply = {
  readonly reasoning: readonly string[]
  readonly text: readonly string[]
  readonly toolCall?: { readonly name: string; readonly input: unknown }
  readonly finish: 'stop' | 'length' | 'tool'
  readonly inputTokens: number
  /** Of these, what the account has seen before. */
  readonly cachedTokens: number
  /** Without the reasoning. */
  readonly outputTokens: number
  readonly reasoningTokens: number
}

const splitTokens = (text: string): readonly string[] => text.match(/\s*\S+/gu) ?? []

export const countTokens = (text: string): number => splitTokens(text).length

export const replyTo = (asked: Asked): Reply => {
  const reasoning = asked.wantsReasoning ? splitTokens(cannedThought(asked)) : []
  const measured = {
    reasoning,
    inputTokens: countTokens(asked.input),
    cachedTokens: asked.cachedTokens,
    reasoningTokens: reasoning.length,
  }
  const tool = toolToCall(asked)
  if (tool !== undefined) {
    const input = sampleOf(tool.parameters, `simulated by ${asked.account}`)
    const outputTokens = countTokens(tool.name + JSON.stringify(input))
    return {
      ...measured,
      text: [],
      toolCall: { name: tool.name, input },
      finish: 'tool',
      outputTokens,
    }
  }
  const whole = splitTokens(textFor(asked))
  const text = whole.slice(0, asked.maxOutputTokens ?? whole.length)
  const finish = text.length < whole.length ? 'length' : 'stop'
  return { ...measured, text, finish, outputTokens: text.length }
}

const textFor = (asked: Asked): string => {
  if (asked.outputSchema !== undefined) {
    return JSON.stringify(sampleOf(asked.outputSchema, `simulated by ${asked.account}`), null, 1)
  }
  return cannedText(asked, asked.prompt)
}

const toolToCall = (asked: Asked): Tool | undefined => {
  const { toolChoice, tools } = asked
  switch (toolChoice.type) {
    case 'none':
      return undefined
    case 'required':
      return tools[0]
    case 'named':
      return tools.find((tool) => tool.name === toolChoice.name)
    case 'auto':
      return asked.endsWithToolResult ? undefined : toolAskedFor(asked.prompt, tools)
    default:
      return toolChoice satisfies never
  }
}

/** A prompt asks for a tool by its name, or in general: "use a tool". */
const toolAskedFor = (prompt: string, tools: readonly Tool[]): Tool | undefined =>
  tools.find((tool) => prompt.includes(tool.name)) ??
  (/\buse (a|the|your) tools?\b/i.test(prompt) ? tools[0] : undefined)
