import type { ImageAnswer, ImageRequest } from '../ir/image-request.ts'
import type { Fault, Report } from '../ir/report.ts'
import type { JsonObject } from './json.ts'
import type { Operation } from './protocol.ts'

/** How clients of a protocol ask for images, and how they are answered. */
export type ImageClient = {
  readonly operations: readonly Operation[]
  /** Strict: a field of the wrong type is a fault. */
  readRequest(body: ImageBody): ReadImageRequest
  /** The body of the answer, events where a stream was asked for. `report` gets what had to be made up. */
  writeAnswer(answer: MadeImages, asked: AskedImages, report: Report): string
  /** The client's spelling of what a writer reports. */
  readonly fieldNames: Readonly<Partial<Record<ImageField, string>>>
}

/** How upstreams of a protocol are asked for images. */
export type ImageUpstream = {
  operationFor(model: string): Operation
  writeRequest(request: ImageRequest, report: Report): JsonObject
  /** Lenient; undefined when it is no answer of this protocol. */
  readAnswer(body: JsonObject): ImageAnswer | undefined
}

export type ImageBody = {
  /** A byte string. */
  readonly body: string
  /** The `content-type` of a form; undefined: the body is JSON. */
  readonly formType: string | undefined
  readonly model: string
  readonly isStreaming: boolean
}

export type ReadImageRequest =
  | { readonly type: 'read'; readonly request: ImageRequest }
  | { readonly type: 'refused'; readonly fault: Fault }

export type MadeImages = Extract<ImageAnswer, { type: 'images' }>

export type AskedImages = {
  readonly request: ImageRequest
  readonly operation: Operation
  /** Epoch seconds. */
  readonly now: number
}

/** Fields of the neutral form that a writer may report. */
export type ImageField =
  | 'references'
  | 'count'
  | 'size'
  | 'quality'
  | 'format'
  | 'isTransparent'
  | 'isMasked'
  | 'wantsUrls'
