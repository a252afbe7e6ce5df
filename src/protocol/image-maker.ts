import type { Answer } from '../ir/answer.ts'
import type { ImageSize } from '../ir/image-request.ts'
import type { Prompt } from '../ir/prompt.ts'
import type { Report } from '../ir/report.ts'
import type { JsonObject } from './json.ts'
import type { Operation } from './protocol.ts'

/**
 * Models that make images and hold no conversation, at upstreams that have an interface of its own for them: a client
 * that asks one in a conversation's words is answered in them.
 */
export type ImageMaker = {
  isMaker(model: string): boolean
  writeRequest(prompt: Prompt, size: ImageSize | undefined, report: Report): MakerRequest
  /** Lenient; undefined when it is no answer of this kind. */
  readAnswer(body: JsonObject): Answer | undefined
}

export type MakerRequest = { readonly operation: Operation; readonly body: JsonObject }

/** What a client said of its image beside the conversation, in a field that only its protocol has. */
export type ImageConfig = {
  readonly size?: ImageSize
  /** The name of that field; absent when it is not given. */
  readonly field?: string
  /** Nothing else is said in it. */
  readonly isSizeOnly: boolean
}
