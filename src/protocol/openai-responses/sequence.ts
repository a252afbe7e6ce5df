import type { JsonObject } from '../json.ts'

/** Writes the events of one stream, each with its number. */
export class Sequence {
  #next = 0

  event(type: string, members: JsonObject): string {
    const data = JSON.stringify({ type, sequence_number: this.#next, ...members })
    this.#next += 1
    return `event: ${type}\ndata: ${data}\n\n`
  }

  /** `line` has all but the text and the number: it is the same for all deltas of a part. */
  delta(line: DeltaLine, text: string): string {
    const number = this.#next
    this.#next += 1
    return `${line.before}${JSON.stringify(text)}${line.after}${number}}\n\n`
  }
}

export type DeltaLine = { readonly before: string; readonly after: string }

/** `members` say which item, and where in it. */
export const deltaLine = (type: string, members: JsonObject, more: JsonObject = {}): DeltaLine => {
  const head = JSON.stringify({ type, ...members }).slice(0, -1)
  const tail = JSON.stringify(more).slice(1, -1)
  return {
    before: `event: ${type}\ndata: ${head},"delta":`,
    after: `${tail === '' ? '' : `,${tail}`},"sequence_number":`,
  }
}
