import type { CacheMark, Extras, Part, TextPart } from './part.ts'

/** A request in the neutral form. What is not given was not given by the client: no protocol fills in defaults. */
export type Prompt = {
  readonly model: string
  readonly isStreaming: boolean
  /** Instructions that stand apart from the conversation (`system`, `systemInstruction`, `instructions`). */
  readonly system: readonly TextPart[]
  readonly messages: readonly Message[]
  readonly tools: readonly Tool[]
  readonly toolChoice?: ToolChoice
  /** False: at most one call at a time. */
  readonly allowsParallelCalls?: boolean
  readonly sampling: Sampling
  readonly reasoning?: Reasoning
  readonly format?: OutputFormat
  /** What the answer may be made of: absent means text. */
  readonly modalities?: readonly ('text' | 'image' | 'audio')[]
  readonly cache?: PromptCache
  /** The client wants usage in its stream, where its protocol makes that a choice. */
  readonly wantsUsage?: boolean
  /** Who asks, for the vendor's abuse checks: OpenAI `safety_identifier` or `user`, Anthropic `metadata.user_id`. */
  readonly endUser?: string
  readonly serviceTier?: string
  /** OpenAI `verbosity`, `text.verbosity`. */
  readonly verbosity?: string
  readonly extras?: Extras
}

/**
 * `system` and `developer` messages stand where the client put them. A `tool` message holds tool results alone;
 * protocols that put results into user messages have them in `user`.
 */
export type Message = {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  readonly parts: readonly Part[]
  readonly name?: string
  readonly extras?: Extras
}

export type Sampling = {
  readonly maxTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly logitBias?: Readonly<Record<string, number>>
  readonly wantsLogprobs?: boolean
  readonly topLogprobs?: number
  /** How many answers: OpenAI `n`, Gemini `candidateCount`. */
  readonly choices?: number
}

export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof efforts)[number]

/** How much to think: by effort (OpenAI, Gemini levels, Anthropic `output_config.effort`), by budget, or both. */
export type Reasoning = {
  readonly effort?: Effort
  readonly budgetTokens?: number
  /** Anthropic `adaptive`, Gemini `thinkingBudget: -1`: the model decides by itself. */
  readonly isAdaptive?: boolean
  /** Whether the thoughts are shown: absent leaves it to the upstream. */
  readonly summary?: 'none' | 'auto' | 'concise' | 'detailed'
  readonly extras?: Extras
}

export type OutputFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema'
      readonly name?: string
      readonly description?: string
      /** JSON Schema. */
      readonly schema: unknown
      readonly isStrict?: boolean
      readonly extras?: Extras
    }

export type PromptCache = {
  /** OpenAI `prompt_cache_key`. */
  readonly key?: string
  /** OpenAI `prompt_cache_retention`. */
  readonly retention?: string
  /** Anthropic's mark at the top of the request. */
  readonly mark?: CacheMark
  /** Gemini `cachedContent`. */
  readonly content?: string
}

export type Tool = FunctionTool | CustomTool | ServerTool | ForeignTool

export type FunctionTool = {
  readonly type: 'function'
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments; absent: none are taken. */
  readonly schema?: unknown
  readonly isStrict?: boolean
  readonly cache?: CacheMark
  readonly extras?: Extras
}

/** A tool that takes free text (OpenAI). Other protocols get a function with one string, `input`: `translation/custom-tools.ts`. */
export type CustomTool = {
  readonly type: 'custom'
  readonly name: string
  readonly description?: string
  /** OpenAI's grammar of the text. */
  readonly format?: unknown
  readonly extras?: Extras
}

/** What the upstream does by itself. `options` in the neutral names below; the protocol's own are `extras`. */
export type ServerTool = {
  readonly type: 'server'
  readonly tool: 'web-search' | 'code' | 'web-fetch' | 'image'
  /** The protocol's own name and version of it: `web_search_20250305`, `google_search`. */
  readonly kind: string
  readonly maxUses?: number
  readonly allowedDomains?: readonly string[]
  readonly blockedDomains?: readonly string[]
  readonly cache?: CacheMark
  readonly extras?: Extras
}

/** A tool that only the protocol of origin knows, as it came. */
export type ForeignTool = {
  readonly type: 'foreign'
  readonly kind: string
  readonly value: unknown
}

export type ToolChoice =
  | { readonly type: 'auto' }
  | { readonly type: 'none' }
  /** Some tool must be called: OpenAI `required`, Anthropic and Gemini `any`. */
  | { readonly type: 'required' }
  | { readonly type: 'tool'; readonly name: string }
  | { readonly type: 'allowed'; readonly isRequired: boolean; readonly names: readonly string[] }
  | { readonly type: 'foreign'; readonly value: unknown }
