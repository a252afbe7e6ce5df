import type { EmbeddingAnswer, EmbeddingRequest } from '../ir/embedding.ts'
import type { Fault, Report } from '../ir/report.ts'
import type { JsonObject } from './json.ts'
import type { Operation } from './protocol.ts'

/** How a protocol asks for vectors, read into the neutral form and written from it. */
export type EmbedCodec = {
  /** What a client calls it. */
  readonly clientOperations: readonly Operation[]
  /** A client's request. Strict: a field of the wrong type is a fault. */
  readRequest(body: JsonObject, asked: EmbedAddress): ReadEmbedding
  /** What its upstreams are asked by, however many texts there are. */
  readonly operation: Operation
  writeRequest(request: EmbeddingRequest, report: Report): JsonObject
  /** An upstream's answer. Lenient; undefined when it is none. */
  readAnswer(body: JsonObject): EmbeddingAnswer | undefined
  /** An answer for a client. `report` gets what had to be made up. */
  writeAnswer(answer: EmbeddingAnswer, asked: EmbeddingRequest, report: Report): JsonObject
  /**
   * A client's request (byte string) with this name of the model wherever it names one. Absent: it does so in one place
   * at most, which whoever relays it has found.
   */
  renamed?(operation: Operation, body: string, model: string): string
  /** The client's spelling of what a writer reports. */
  readonly fieldNames: Readonly<Partial<Record<EmbeddingField, string>>>
}

export type EmbedAddress = { readonly model: string; readonly operation: Operation }

/** Fields of the neutral form that a writer may report. */
export type EmbeddingField = 'inputs' | 'dimensions' | 'task' | 'title' | 'endUser'

export type ReadEmbedding =
  | { readonly type: 'read'; readonly request: EmbeddingRequest }
  | { readonly type: 'refused'; readonly fault: Fault }
