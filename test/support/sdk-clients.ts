/** The official clients, pointed at a relay. Each request goes out once, so that what is counted is the relay's doing. */
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { clientKey, type World } from './relay-world.ts'

type ClientOptions = {
  readonly key?: string
  /** Of a scoped path. */
  readonly channel?: string
  /** Sent with each request of Google's. */
  readonly headers?: Readonly<Record<string, string>>
}

const addressOf = ({ url }: World, { channel }: ClientOptions): string =>
  channel === undefined ? url : `${url}/${channel}`

/** The error of the client's own kind that a request ends with. */
export const errorOf = async <Failure extends Error>(
  kind: abstract new (...parts: never[]) => Failure,
  request: Promise<unknown>,
): Promise<Failure> => {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof kind) return error
  throw new Error(`no ${kind.name} came`)
}

export const openaiClient = (world: World, options: ClientOptions = {}): OpenAI =>
  new OpenAI({
    baseURL: `${addressOf(world, options)}/v1`,
    apiKey: options.key ?? clientKey,
    maxRetries: 0,
  })

export const anthropicClient = (world: World, options: ClientOptions = {}): Anthropic =>
  new Anthropic({
    baseURL: addressOf(world, options),
    apiKey: options.key ?? clientKey,
    maxRetries: 0,
  })

export const googleClient = (world: World, options: ClientOptions = {}): GoogleGenAI =>
  new GoogleGenAI({
    apiKey: options.key ?? clientKey,
    httpOptions: { baseUrl: addressOf(world, options), headers: { ...options.headers } },
  })
