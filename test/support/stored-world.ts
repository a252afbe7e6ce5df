import OpenAI from 'openai'
import { openWorld, otherClientKey, type World } from './relay-world.ts'
import { startResponseStore, type ResponseStore } from './response-store.ts'
import { openaiClient } from './sdk-clients.ts'

export const keys = ['sk-simulated-one', 'sk-simulated-two']

export const model = 'gpt-5.1'

export type StoredWorld = AsyncDisposable & {
  readonly world: World
  readonly store: ResponseStore
  readonly client: OpenAI
  /** Of another user. */
  readonly other: OpenAI
  readonly keyOfLastCall: () => string
  /** A response of each account of the channel, by its key. */
  oneOfEach(): Promise<ReadonlyMap<string, OpenAI.Responses.Response>>
}

/** A relay whose channel `openai` has two accounts at an upstream that keeps responses, and `single` has one there. */
export const openStoredWorld = async (): Promise<StoredWorld> => {
  const store = startResponseStore()
  const world = await openWorld({
    tree: { proxy: { scheduling: { max_wait_seconds: 1 } } },
    channels: (usual) => [
      ...usual.map((channel) =>
        channel.id === 'openai' ? { ...channel, settings: { base_url: store.url } } : channel,
      ),
      {
        id: 'single',
        settings: { base_url: store.url, protocol: 'openai-responses', models: ['single-model'] },
        credentials: [{ id: 'only', secret: 'sk-simulated-only' }],
      },
    ],
  })
  const client = openaiClient(world)
  const keyOfLastCall = (): string => store.calls.at(-1)?.key ?? ''
  return {
    world,
    store,
    client,
    other: openaiClient(world, { key: otherClientKey }),
    keyOfLastCall,
    oneOfEach: async () => {
      const made = new Map<string, OpenAI.Responses.Response>()
      while (made.size < keys.length) {
        const response = await client.responses.create({ model, input: input() })
        made.set(keyOfLastCall(), response)
      }
      return made
    },
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

let turn = 0

/** Never the same beginning, so that no session leads to an account. */
export const input = (): string => `question number ${(turn += 1)} of its own`

/** What the SDK threw. */
export const errorOf = async (call: Promise<unknown>) => {
  try {
    await call
  } catch (error) {
    if (error instanceof OpenAI.APIError)
      return { status: error.status, code: error.code, param: error.param, message: error.message }
  }
  throw new Error('it was answered')
}
