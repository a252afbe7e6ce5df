/** What a process has said on one of its outputs, and waits for what it will say. */
export type Transcript = {
  readonly text: string
  /** The first match in everything said, now or when it comes; nothing when the output ends without one. */
  match(pattern: RegExp): Promise<RegExpExecArray | undefined>
  /** Everything, when the output has ended. */
  readonly all: Promise<string>
}

type Waiting = {
  readonly pattern: RegExp
  readonly resolve: (match: RegExpExecArray | undefined) => void
}

/** Reads all of it, whoever waits, so that the pipe never fills. */
export const transcribe = (output: ReadableStream<Uint8Array>): Transcript => {
  let text = ''
  let hasEnded = false
  let waiting: readonly Waiting[] = []
  const isSettled = ({ pattern, resolve }: Waiting): boolean => {
    const match = pattern.exec(text)
    if (match === null && !hasEnded) return false
    resolve(match ?? undefined)
    return true
  }
  const settle = (): void => {
    waiting = waiting.filter((one) => !isSettled(one))
  }
  const read = async (): Promise<string> => {
    const decoder = new TextDecoder()
    for await (const bytes of output) {
      text += decoder.decode(bytes, { stream: true })
      settle()
    }
    hasEnded = true
    settle()
    return text
  }
  return {
    get text() {
      return text
    },
    match: (pattern) =>
      new Promise((resolve) => {
        waiting = [...waiting, { pattern, resolve }]
        settle()
      }),
    all: read(),
  }
}
