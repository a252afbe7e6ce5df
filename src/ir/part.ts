/**
 * What a conversation is made of, on both of its sides: requests and answers hold the same parts.
 *
 * `extras` are the fields that only the protocol of origin knows, under their own names and as they came. That
 * protocol writes them back; any other leaves them out.
 */
export type Extras = Readonly<Record<string, unknown>>

/** The prompt up to here should be kept in the upstream's cache. */
export type CacheMark = { readonly ttl?: '5m' | '1h' }

export type Part =
  | TextPart
  | ThinkingPart
  | RefusalPart
  | MediaPart
  | ToolCallPart
  | ToolResultPart
  | WebSearchPart
  | CodePart
  | ForeignPart

export type TextPart = {
  readonly type: 'text'
  readonly text: string
  readonly citations?: readonly Citation[]
  readonly logprobs?: readonly TokenLogprob[]
  /** Gemini signs texts as well: see `ThinkingPart.proof`. */
  readonly proof?: string
  readonly cache?: CacheMark
  readonly extras?: Extras
}

export type ThinkingPart = {
  readonly type: 'thinking'
  /** What may be read of it: often a summary, and empty when nothing may. */
  readonly text: string
  /**
   * The upstream's own token for this thought (Anthropic `signature` or redacted `data`, OpenAI `encrypted_content`,
   * Gemini `thoughtSignature`): opaque, of use to the account that issued it alone, and never made by us.
   */
  readonly proof?: string
  /** Anthropic `redacted_thinking`: the proof stands for a thought without text. */
  readonly isRedacted?: true
  /** OpenAI Responses: the item's id. */
  readonly id?: string
  readonly extras?: Extras
}

export type RefusalPart = {
  readonly type: 'refusal'
  readonly text: string
  readonly extras?: Extras
}

export type MediaPart = {
  readonly type: 'image' | 'document' | 'audio' | 'video'
  readonly source: MediaSource
  /** A document's file name or title. */
  readonly title?: string
  /** OpenAI `detail` of an image: low, high, auto, original. */
  readonly detail?: string
  readonly proof?: string
  readonly cache?: CacheMark
  readonly extras?: Extras
}

export type MediaSource =
  /** `data` is base64. */
  | { readonly type: 'data'; readonly mediaType: string; readonly data: string }
  | { readonly type: 'url'; readonly url: string; readonly mediaType?: string }
  /** A file that was uploaded to the vendor before: OpenAI and Anthropic `file_id`, Gemini `fileUri`. */
  | { readonly type: 'file'; readonly id: string; readonly mediaType?: string }
  /** A document that is plain text. */
  | { readonly type: 'text'; readonly text: string }

export type ToolCallPart = {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: string
  /** `function`: a JSON object as text, exactly as the model wrote it, else `{}`. `custom`: free text. */
  readonly arguments: string
  readonly kind: 'function' | 'custom'
  /** Gemini signs the first call of a turn: see `ThinkingPart.proof`. */
  readonly proof?: string
  readonly cache?: CacheMark
  readonly extras?: Extras
}

export type ToolResultPart = {
  readonly type: 'tool-result'
  readonly callId: string
  /** Filled by protocols that tell it (Gemini); for the others `ir/calls.ts` finds it by the id. */
  readonly name?: string
  readonly kind: 'function' | 'custom'
  /** Texts, images and documents. */
  readonly parts: readonly Part[]
  readonly isError?: boolean
  readonly cache?: CacheMark
  readonly extras?: Extras
}

/** The upstream searched the web by itself. */
export type WebSearchPart = {
  readonly type: 'web-search'
  readonly id: string
  readonly queries: readonly string[]
  readonly results?: readonly { readonly url: string; readonly title: string }[]
  readonly hasFailed?: boolean
  readonly extras?: Extras
}

/** The upstream ran a program by itself. */
export type CodePart = {
  readonly type: 'code'
  readonly id: string
  readonly code: string
  /** Lower case: `python`. */
  readonly language?: string
  readonly result?: { readonly output: string; readonly hasFailed: boolean }
  readonly extras?: Extras
}

/** What only the protocol of origin can express, as it came: MCP calls, computer use, item references. */
export type ForeignPart = {
  readonly type: 'foreign'
  /** The protocol's own name for it: `mcp_call`, `container_upload`. */
  readonly kind: string
  readonly value: unknown
}

export type Citation = {
  readonly url?: string
  readonly title?: string
  /** The words of the source. */
  readonly quote?: string
  /** Where in the part's text it applies, in UTF-16 units. */
  readonly start?: number
  readonly end?: number
  readonly extras?: Extras
}

export type TokenLogprob = {
  readonly token: string
  readonly logprob: number
  readonly bytes?: readonly number[] | null
  readonly top?: readonly Omit<TokenLogprob, 'top'>[]
}
