import type { JsonObject } from './json.ts'

/** How a protocol asks how many tokens a request has, without its being answered. */
export type CountForm = {
  /** What a client's count is about: the request as `Codec.readRequest` reads it. */
  requestOf(body: JsonObject): JsonObject
  /** The count to ask an upstream for, about a request as `Codec.writeRequest` writes it. */
  ofRequest(request: JsonObject, model: string): JsonObject
  /** A client's count (byte string) with the upstream's name for the model wherever the body says it besides `model`. */
  renamed?(body: string, model: string): string
  /** An upstream's answer; undefined when it is none. */
  readCount(body: JsonObject): number | undefined
  writeCount(tokens: number): JsonObject
  /** What the answer calls the number. */
  readonly field: string
}
