import type { Extras } from './part.ts'
import type { Usage } from './usage.ts'

/** Texts to be turned into vectors, independent of any protocol. */
export type EmbeddingRequest = {
  readonly model: string
  readonly inputs: readonly EmbeddingInput[]
  /** One text was asked for by itself, and its vector is answered by itself. */
  readonly isSingle: boolean
  /** The length of the vectors; absent: the model's own. */
  readonly dimensions?: number
  readonly encoding: 'float' | 'base64'
  /** What the vectors are for, and the text's title, as only some models take them. */
  readonly task?: string
  readonly title?: string
  readonly endUser?: string
  /** What only the client's protocol knows. */
  readonly extras?: Extras
}

export type EmbeddingInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tokens'; readonly tokens: readonly number[] }

export type EmbeddingAnswer = {
  /** In the order of the inputs. */
  readonly vectors: readonly (readonly number[])[]
  /** Of what the upstream told. */
  readonly usage: Partial<Usage>
  /** The model's name as the upstream has it. */
  readonly model?: string
}
