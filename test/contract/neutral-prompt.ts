import * as fc from 'fast-check'
import type { Part, ToolCallPart } from '../../src/ir/part.ts'
import type { FunctionTool, Message, Prompt, Sampling, ToolChoice } from '../../src/ir/prompt.ts'

/** Generated prompts: what each of them may hold is said by the protocol that is to express it. */
export type Expressible = {
  /** A model that takes all of it. */
  readonly model: string
  /** Instructions and more than one message. */
  readonly hasTurns: boolean
  readonly hasTools: boolean
  readonly hasImages: boolean
  /** Thoughts of the assistant go back with their proofs. */
  readonly hasProofs: boolean
  readonly hasParallelWish: boolean
  readonly sampling: readonly (keyof Sampling)[]
  /** Of these, what the protocol asks of every request. */
  readonly required: readonly (keyof Sampling)[]
}

const words = fc.stringMatching(/^[a-zA-ZäöüßÅ€🌍"\\{}<>][ -~äöü]{0,30}[a-z.!?]$/u)
const name = fc.stringMatching(/^[a-z][a-z_]{1,15}$/)
const base64 = fc
  .uint8Array({ minLength: 3, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString('base64'))

const text = words.map((written): Part => ({ type: 'text', text: written }))

const image = fc
  .tuple(fc.constantFrom('image/png', 'image/jpeg', 'image/webp'), base64)
  .map(([mediaType, data]): Part => ({ type: 'image', source: { type: 'data', mediaType, data } }))

const tool = fc
  .record({
    name,
    description: words,
    properties: fc.dictionary(name, fc.constantFrom('string', 'integer', 'boolean'), {
      minKeys: 1,
      maxKeys: 3,
    }),
  })
  .map(({ properties, ...named }): FunctionTool => ({
    type: 'function',
    ...named,
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, type]) => [key, { type }]),
      ),
      required: Object.keys(properties),
    },
  }))

const tools = fc.uniqueArray(tool, { minLength: 1, maxLength: 3, selector: (one) => one.name })

const thought = fc
  .record({ text: words, proof: base64 })
  .map((told): Part => ({ type: 'thinking', ...told }))

type Asking = { readonly expressible: Expressible; readonly tools: readonly FunctionTool[] }

const callOf = ({ tools: offered }: Asking): fc.Arbitrary<Omit<ToolCallPart, 'id'>> =>
  fc
    .record({
      of: fc.constantFrom(...offered),
      input: fc.dictionary(name, fc.oneof(words, fc.integer(), fc.boolean()), { maxKeys: 3 }),
    })
    .map(({ of, input }) => ({
      type: 'tool-call',
      kind: 'function',
      name: of.name,
      arguments: JSON.stringify(input),
    }))

const maybe = <Value>(value: fc.Arbitrary<Value>, isPossible: boolean): fc.Arbitrary<Value[]> =>
  isPossible ? fc.array(value, { maxLength: 1 }) : fc.constant([])

/** What the user says, what the assistant says to it, and what its tools have given. */
const round = (asking: Asking): fc.Arbitrary<readonly Message[]> => {
  const { hasImages, hasProofs } = asking.expressible
  const calls =
    asking.tools.length === 0
      ? fc.constant<Omit<ToolCallPart, 'id'>[]>([])
      : fc.array(callOf(asking), { maxLength: 3 })
  return fc
    .record({
      asked: fc.tuple(text, maybe(image, hasImages)),
      thoughts: maybe(thought, hasProofs),
      said: text,
      calls,
      given: text,
    })
    .map(({ asked, thoughts, said, calls: made, given }) => [
      { role: 'user', parts: asked.flat() },
      {
        role: 'assistant',
        parts: [...thoughts, said, ...made.map((call, at) => ({ ...call, id: `${at}` }))],
      },
      ...made.map((_, at): Message => ({
        role: 'tool',
        parts: [{ type: 'tool-result', kind: 'function', callId: `${at}`, parts: [given] }],
      })),
    ])
}

/** Ids that are used once in a conversation. */
const withIds = (rounds: readonly (readonly Message[])[]): readonly Message[] =>
  rounds.flatMap((messages, at) =>
    messages.map((message) => ({
      ...message,
      parts: message.parts.map((part) => {
        if (part.type === 'tool-call') return { ...part, id: `call_${at}_${part.id}` }
        return part.type === 'tool-result' ? { ...part, callId: `call_${at}_${part.callId}` } : part
      }),
    })),
  )

const wishes = {
  maxTokens: fc.integer({ min: 2_000, max: 4_000 }),
  temperature: fc.constantFrom(0, 0.25, 1),
  topP: fc.constantFrom(0.25, 0.5),
  topK: fc.integer({ min: 1, max: 40 }),
  stop: fc.array(words, { minLength: 1, maxLength: 3 }),
  seed: fc.nat(1_000),
  presencePenalty: fc.constantFrom(-1, 0.5),
  frequencyPenalty: fc.constantFrom(-1, 0.5),
  logitBias: fc.constant({ '50256': -100 }),
  wantsLogprobs: fc.constant(true),
  topLogprobs: fc.nat(5),
  choices: fc.constant(1),
}

const samplingOf = ({ sampling, required }: Expressible): fc.Arbitrary<Sampling> =>
  fc
    .tuple(fc.record(wishes), fc.subarray([...sampling]))
    .map(([all, some]) => picked(all, [...required, ...some]))

const picked = (all: Sampling, keys: readonly (keyof Sampling)[]): Sampling => {
  const chosen: { -readonly [Key in keyof Sampling]: Sampling[Key] } = {}
  for (const key of keys) Object.assign(chosen, { [key]: all[key] })
  return chosen
}

const choiceOf = (offered: readonly FunctionTool[]): fc.Arbitrary<ToolChoice> =>
  fc.oneof(
    fc.constantFrom<ToolChoice>({ type: 'auto' }, { type: 'none' }, { type: 'required' }),
    fc.constantFrom(...offered).map((one): ToolChoice => ({ type: 'tool', name: one.name })),
  )

export const promptsFor = (expressible: Expressible): fc.Arbitrary<Prompt> =>
  (expressible.hasTools ? maybe(tools, true) : fc.constant([])).chain((some) => {
    const asking: Asking = { expressible, tools: some.flat() }
    const isChoosing = asking.tools.length > 0
    return fc
      .record({
        isStreaming: fc.boolean(),
        system: maybe(words, expressible.hasTurns),
        rounds: fc.array(round(asking), { maxLength: expressible.hasTurns ? 3 : 0 }),
        last: text,
        toolChoice: isChoosing ? maybe(choiceOf(asking.tools), true) : fc.constant([]),
        oneByOne: fc.boolean(),
        sampling: samplingOf(expressible),
      })
      .map(({ isStreaming, system, rounds, last, toolChoice, oneByOne, sampling }) => ({
        model: expressible.model,
        isStreaming,
        system: system.map((written) => ({ type: 'text', text: written }) as const),
        messages: [...withIds(rounds), { role: 'user' as const, parts: [last] }],
        tools: asking.tools,
        ...(toolChoice[0] === undefined ? {} : { toolChoice: toolChoice[0] }),
        ...(isChoosing && oneByOne && expressible.hasParallelWish && toolChoice[0]?.type !== 'none'
          ? { allowsParallelCalls: false }
          : {}),
        sampling,
      }))
  })
