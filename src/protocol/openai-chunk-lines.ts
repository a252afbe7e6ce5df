import type { JsonObject } from './json.ts'

/** What is the same in all chunks of a growing text: only the text between is written anew. */
export type GrowingLine = { readonly before: string; readonly after: string }

/** The chunks of one stream of chat or completions: what they all repeat is written once. */
export class ChunkLines {
  readonly #before: string
  readonly #after: string

  /** `showsUsage`: the last chunk tells it, and all others say that they do not. */
  constructor(head: JsonObject, showsUsage: boolean) {
    this.#before = `data: ${JSON.stringify(head).slice(0, -1)},"choices":[`
    this.#after = `]${showsUsage ? ',"usage":null' : ''}}\n\n`
  }

  choice(choice: JsonObject): string {
    return this.#before + JSON.stringify(choice) + this.#after
  }

  /** `before` and `after` are the choice around the text, which is written as JSON. */
  growing(before: string, after: string): GrowingLine {
    return { before: this.#before + before, after: after + this.#after }
  }

  last(usage: JsonObject, head: JsonObject): string {
    return `data: ${JSON.stringify({ ...head, choices: [], usage })}\n\n`
  }
}

export const doneLine = 'data: [DONE]\n\n'
