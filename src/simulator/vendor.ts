import type {
  Answer,
  HeaderFields,
  Refusal,
  SimulatedOperation,
  SimulatedProtocol,
  VendorId,
  WholeAnswer,
} from './answer.ts'
import type { KeptThings } from './gemini/kept.ts'
import type { KeptResponses } from './openai/kept.ts'
import type { PromptCache } from './prompt-cache.ts'
import type { Say } from './say.ts'
import type { Seal } from './seal.ts'

/** One accepted request on its way to an answer. */
export type Call = {
  /** Parsed JSON; undefined for a GET. */
  readonly body: unknown
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** The name of the account that answers. */
  readonly account: string
  readonly models: readonly SimulatedModel[]
  readonly cache: PromptCache
  readonly seal: Seal
  /** What the account keeps of OpenAI's Responses. */
  readonly responses: KeptResponses
  /** What the account keeps of Gemini's files and cached contents. */
  readonly kept: KeptThings
  /** The body as it came. */
  readonly bytes: Uint8Array
  /** The parts of a form; undefined for JSON. */
  readonly form: FormData | undefined
  /** What a test wants the model to say. */
  readonly say: Say | undefined
  /** Epoch milliseconds. */
  readonly now: number
  /** A number of this request, unique within the simulator: ids are built from it. */
  readonly serial: number
}

export type SimulatedModel = {
  readonly id: string
  readonly kind: 'chat' | 'completion' | 'embedding' | 'image' | 'transcription'
}

export type Route = {
  readonly protocol: SimulatedProtocol
  readonly operation: SimulatedOperation
  /** The request is a form, not JSON. */
  readonly takesForm?: true
  /** The request may be anything, in parts or whole. */
  readonly takesBytes?: true
  /** Query parameters of this path alone. */
  readonly query?: readonly string[]
  answer(call: Call): Answer
}

/** What an account has left in its window, for the headers. */
export type Allowance = {
  readonly limit: number
  readonly remaining: number
  /** Seconds until the window is empty again. */
  readonly resetSeconds: number
  /** What its limit of tokens holds, all of which is always left; undefined: it has none. */
  readonly mostTokens?: number
}

export type Vendor = {
  readonly id: VendorId
  /** The headers a key may come in, one of them at a time, in lower case. */
  readonly credentialHeaders: readonly string[]
  /** Further headers that this vendor documents. */
  readonly knownHeaders: readonly string[]
  /** Query parameters that this vendor documents. */
  readonly knownQuery: readonly string[]
  readonly models: readonly SimulatedModel[]
  route(method: string, path: string): Route | undefined
  /** The key in the value of a credential header. */
  readKey(header: string, value: string): string | undefined
  /** What is wrong with the headers the vendor insists on. */
  judgeHeaders(headers: ReadonlyMap<string, string>): readonly string[]
  writeRefusal(refusal: Refusal, requestId: string, now: number): WholeAnswer
  /** Request id, rate limits (not known where the key is not) and what else comes with each answer. */
  headers(requestId: string, requests: Allowance | undefined, now: number): HeaderFields
}

export const findModel = (
  call: Call,
  id: string,
  kind: SimulatedModel['kind'],
): SimulatedModel | undefined => call.models.find((model) => model.id === id && model.kind === kind)
