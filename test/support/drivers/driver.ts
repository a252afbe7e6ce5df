import type { ProtocolId } from '../../../src/protocol/protocol.ts'

/** Where a client asks: a relay's address with the channel in it. */
export type Place = { readonly address: string; readonly model: string }

export type Tool = {
  readonly name: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly schema: Readonly<Record<string, unknown>>
  run(input: unknown): string
}

export type Question = {
  readonly prompt: string
  readonly system?: string
  /** A PNG in base64, shown beside the prompt. */
  readonly picture?: string
  readonly maxTokens?: number
  readonly stop?: string
  /** In the client's own way, thoughts shown. */
  readonly thinks?: true
}

/** What a client's user gets to see of an answer. */
export type Told = {
  readonly text: string
  readonly thoughts: string
  /** The client's own word. */
  readonly stop: string
  /** What was read, from a cache or not, and what was written, thoughts included. */
  readonly usage: { readonly input: number; readonly output: number }
}

export type Form = 'whole' | 'stream'

export const forms: readonly Form[] = ['whole', 'stream']

export const isServed = (
  driver: Driver,
  protocol: ProtocolId,
  { task, form }: { readonly task: 'loop' | 'fill'; readonly form: Form },
): boolean =>
  driver[task] !== undefined &&
  !(task === 'fill' && form === 'stream' && driver.fillsWholeOnly === true) &&
  (driver.protocol !== protocol || driver.refusedAtHome?.[task]?.includes(form) !== true)

/** One client library, used as its documentation says. */
export type Driver = {
  readonly name: string
  readonly protocol: ProtocolId
  /** Its words for an answer that is done, and for one that was cut at the most tokens. */
  readonly ends: { readonly done: string; readonly cut: string }
  /** Its classes of a refused request, of a rate limit, and of a stream that breaks off, which not all of them notice. */
  readonly errors: {
    readonly refused: string
    readonly limited: string
    readonly broken?: string
  }
  /** Of what it was told of a call it gives back what OpenAI documents: proofs come back in the call's id alone. */
  readonly dropsProofs?: true
  /** Tells no thoughts, or asks only those models for them that it knows by name. */
  readonly isThoughtless?: true
  /** Gives thoughts back, in a field of other vendors that OpenAI's own models refuse. */
  readonly repeatsThoughts?: true
  /** Shows pictures only to those models that it knows by name. */
  readonly isBlind?: true
  /** Counts the usage of a stream wrongly whoever tells it. */
  readonly miscountsStreams?: true
  /** Has no forms filled in by a stream. */
  readonly fillsWholeOnly?: true
  /** What upstreams of its own protocol refuse: what it sends reaches them untouched. */
  readonly refusedAtHome?: Readonly<Partial<Record<'loop' | 'fill', readonly Form[]>>>
  /** What it makes of a tool's result, which an upstream of its own protocol gets to see; the result itself if absent. */
  readonly wrapped?: (tool: string, result: string) => string
  ask(place: Place, question: Question, form: Form): Promise<Told>
  /** The library's own loop: it runs the tools until the model is done with them. */
  loop?(
    place: Place,
    question: Question & { readonly tools: readonly Tool[] },
    form: Form,
  ): Promise<Told>
  /** By the library's own helper for structured output. */
  fill?(place: Place, prompt: string, form: Form): Promise<unknown>
}
