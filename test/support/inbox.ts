/** Messages as they come, each handed out once to whoever waits for its like. */
export class Inbox<Message extends { readonly type: string }> {
  readonly all: Message[] = []
  readonly #taken = new Set<Message>()
  readonly #waiting = new Set<() => boolean>()

  add(message: Message): void {
    this.all.push(message)
    for (const isMet of this.#waiting) if (isMet()) this.#waiting.delete(isMet)
  }

  /** The first of this type that was not handed out yet, now or when it comes. */
  next<Type extends Message['type']>(type: Type): Promise<Extract<Message, { type: Type }>> {
    return new Promise((resolve) => {
      const isMet = (): boolean => {
        const found = this.all.find((message) => isOf(message, type) && !this.#taken.has(message))
        if (found === undefined || !isOf(found, type)) return false
        this.#taken.add(found)
        resolve(found)
        return true
      }
      if (!isMet()) this.#waiting.add(isMet)
    })
  }

  count(type: Message['type']): number {
    return this.all.filter((message) => message.type === type).length
  }
}

const isOf = <Message extends { readonly type: string }, Type extends Message['type']>(
  message: Message,
  type: Type,
): message is Extract<Message, { type: Type }> => message.type === type
