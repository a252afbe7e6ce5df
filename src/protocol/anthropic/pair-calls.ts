import type { Part, ToolResultPart } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import type { Turn } from '../../ir/turns.ts'

/**
 * Every call must have its result in the next turn, and every result its call in the turn before: results that stand
 * further down are moved up, missing ones are told as failures. A result of no call at all is refused.
 */
export const pairCalls = (turns: readonly Turn[], report: Report): readonly Turn[] => {
  if (!turns.some(({ parts }) => parts.some(isPaired))) return turns
  const results = new Results(turns)
  const paired: Turn[] = []
  for (const turn of turns) {
    if (turn.role === 'user') {
      const last = paired.at(-1)
      const parts = turn.parts.filter(({ type }) => type !== 'tool-result')
      if (last?.role !== 'user') paired.push({ role: 'user', parts })
      else paired[paired.length - 1] = { role: 'user', parts: [...last.parts, ...parts] }
      continue
    }
    paired.push(turn)
    const calls = turn.parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []))
    if (calls.length === 0) continue
    paired.push({ role: 'user', parts: results.takeAll(calls, report) })
  }
  const stray = results.rest
  if (stray !== undefined)
    report.refuse('messages', `hold a result of the call ${stray}, which is not among them`)
  return paired.filter(({ parts }) => parts.length > 0)
}

const isPaired = ({ type }: Part): boolean => type === 'tool-call' || type === 'tool-result'

type Placed = { readonly at: number; readonly result: ToolResultPart }

class Results {
  readonly #byCall = new Map<string, Placed[]>()
  #count = 0

  constructor(turns: readonly Turn[]) {
    for (const { parts } of turns)
      for (const part of parts) if (part.type === 'tool-result') this.#add(part)
  }

  /** One result for each call, in the order in which they were given. */
  takeAll(callIds: readonly string[], report: Report): readonly ToolResultPart[] {
    return callIds
      .map(
        (id) => this.#byCall.get(id)?.shift() ?? { at: this.#count, result: missing(id, report) },
      )
      .toSorted((one, other) => one.at - other.at)
      .map(({ result }) => result)
  }

  /** The call of a result that nobody took. */
  get rest(): string | undefined {
    return Array.from(this.#byCall).find(([, results]) => results.length > 0)?.[0]
  }

  #add(result: ToolResultPart): void {
    const placed = { at: this.#count++, result }
    const known = this.#byCall.get(result.callId)
    if (known === undefined) this.#byCall.set(result.callId, [placed])
    else known.push(placed)
  }
}

const missing = (callId: string, report: Report): ToolResultPart => {
  report.warn('messages', 'hold calls without a result, which are told as failed')
  return {
    type: 'tool-result',
    callId,
    kind: 'function',
    parts: [{ type: 'text', text: 'No result was given.' }],
    isError: true,
  }
}
