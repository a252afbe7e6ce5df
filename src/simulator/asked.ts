/** A request as the simulated model understands it, whatever the protocol. */
import type { SimulatedProtocol } from './answer.ts'

export type Tool = {
  readonly name: string
  /** A custom tool takes a text instead of arguments. */
  readonly kind: 'function' | 'custom'
  /** The group that it is in, where the protocol has groups. */
  readonly namespace?: string
  readonly parameters: unknown
}

export type ToolChoice =
  | { readonly type: 'auto' }
  | { readonly type: 'none' }
  | { readonly type: 'required' }
  | { readonly type: 'named'; readonly name: string }
  | { readonly type: 'allowed'; readonly isRequired: boolean; readonly names: readonly string[] }

/** What the vendor does by itself when the request offers it. */
export type ServerTool = 'web-search' | 'image'

export type Asked = {
  readonly protocol: SimulatedProtocol
  readonly account: string
  /** The last thing the user wrote. */
  readonly prompt: string
  /** Everything the model reads, in order, for counting. */
  readonly input: string
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  readonly allowsParallelCalls: boolean
  readonly serverTools: readonly ServerTool[]
  /** The model paints whatever it is asked. */
  readonly isImageModel: boolean
  /** What the tools answered to the calls that the conversation ends with: an `auto` choice answers in words now. */
  readonly toolResults: readonly string[]
  readonly wantsReasoning: boolean
  readonly maxOutputTokens: number | undefined
  readonly stopSequences: readonly string[]
  /** The JSON schema the answer must fit, `true` for any JSON object, undefined for words. */
  readonly outputSchema: unknown
  /** How many answers. */
  readonly choices: number
  /** Tokens of the input that this account has seen in an earlier request. */
  readonly cachedTokens: number
  /** Tokens that stand before the input, kept by the account. */
  readonly keptTokens: number
}

/** What most requests do not say. */
export const plainly = {
  tools: [],
  toolChoice: { type: 'auto' },
  allowsParallelCalls: true,
  serverTools: [],
  isImageModel: false,
  toolResults: [],
  wantsReasoning: false,
  maxOutputTokens: undefined,
  stopSequences: [],
  outputSchema: undefined,
  choices: 1,
  cachedTokens: 0,
  keptTokens: 0,
} as const satisfies Partial<Asked>
