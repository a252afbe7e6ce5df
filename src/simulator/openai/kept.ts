/** The responses that an account keeps: https://developers.openai.com/api/docs/guides/conversation-state */
import type { StreamAnswer, WholeAnswer } from '../answer.ts'
import type { InputItem } from './responses-items.ts'

export type KeptResponse = {
  /** The whole conversation before the answer, each item with an id. */
  readonly input: readonly InputItem[]
  readonly output: readonly InputItem[]
  readonly whole: WholeAnswer
  readonly stream: StreamAnswer
  /** As it is shown when it never came to be. */
  readonly cancelled: WholeAnswer
  readonly isBackground: boolean
  /** A response that is made in the background is done when it is looked at, unless it was cancelled first. */
  status: 'in-background' | 'done' | 'cancelled'
}

const capacity = 1000

export class KeptResponses {
  readonly #responses = new Map<string, KeptResponse>()

  keep(id: string, response: KeptResponse): void {
    this.#responses.set(id, response)
    const [oldest] = this.#responses.keys()
    if (this.#responses.size > capacity && oldest !== undefined) this.#responses.delete(oldest)
  }

  find(id: string): KeptResponse | undefined {
    return this.#responses.get(id)
  }

  delete(id: string): boolean {
    return this.#responses.delete(id)
  }

  /** An item that was said to the account, or by it. */
  findItem(id: string): InputItem | undefined {
    for (const { input, output } of this.#responses.values()) {
      const found = [...input, ...output].find((item) => 'id' in item && item.id === id)
      if (found !== undefined) return found
    }
    return undefined
  }
}
