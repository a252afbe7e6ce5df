import type { EventNote, Protocol } from '../../src/protocol/protocol.ts'

/** What a new reader of the protocol notes for these payloads in a row. */
export const noteAll = (protocol: Protocol, payloads: readonly string[]): EventNote[] => {
  const reader = protocol.streamReader('generate')
  return payloads.map((data) => reader.note({ raw: `data: ${data}\n\n`, event: '', data }))
}

export const chatChunk = (delta: object, finishReason: string | null = null): string =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    usage: null,
  })
