import type { Citation, WebSearchPart } from '../../ir/part.ts'
import type { JsonObject } from '../json.ts'

export type CitedText = {
  readonly text: string
  readonly partIndex: number
  /** Of texts that a client will have joined with this one. */
  readonly bytesBefore?: number
}

/** Searches and citations of a candidate as `groundingMetadata`. */
export class Grounding {
  readonly #queries: string[] = []
  readonly #sources = new Map<string, { readonly index: number; readonly title: string }>()
  readonly #supports: JsonObject[] = []

  search({ queries, results = [] }: WebSearchPart): void {
    this.#queries.push(...queries)
    for (const { url, title } of results) this.#source(url, title)
  }

  /** A citation that names no place is one of the whole text. */
  cite({ url, title, start = 0, end }: Citation, place: CitedText): void {
    if (url === undefined) return
    const index = this.#source(url, title ?? '')
    const { text, partIndex, bytesBefore = 0 } = place
    const cited = text.slice(start, end)
    const startIndex = bytesBefore + Buffer.byteLength(text.slice(0, start))
    this.#supports.push({
      segment: {
        ...(partIndex === 0 ? {} : { partIndex }),
        startIndex,
        endIndex: startIndex + Buffer.byteLength(cited),
        text: cited,
      },
      groundingChunkIndices: [index],
    })
  }

  get metadata(): JsonObject | undefined {
    if (this.#queries.length === 0 && this.#sources.size === 0) return undefined
    return {
      ...(this.#queries.length === 0 ? {} : { webSearchQueries: this.#queries }),
      groundingChunks: Array.from(this.#sources, ([uri, { title }]) => ({ web: { uri, title } })),
      ...(this.#supports.length === 0 ? {} : { groundingSupports: this.#supports }),
    }
  }

  /** A search may tell an address alone, and a citation of it the title. */
  #source(url: string, title: string): number {
    const known = this.#sources.get(url)
    const index = known?.index ?? this.#sources.size
    if (known === undefined || known.title === '') this.#sources.set(url, { index, title })
    return index
  }
}
