import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { fixturesOf, recordedIn } from './fixtures.ts'

/** One recorded answer: some files hold several in a row, so each is a stream of its own. */
export type RecordedStream = {
  readonly name: string
  readonly protocol: ProtocolId
  /** Payloads, as byte strings. */
  readonly payloads: readonly string[]
  readonly isDamaged: boolean
}

/** Its first and last line lack a closing brace. */
const damaged = new Set(['openai-responses/parallel-tool-call-wrapper.1'])

const endsAnswer = /"type":"(?:message_stop|response\.completed)"/

export const recordedStreams = (): RecordedStream[] =>
  recordedIn.flatMap(([protocol, folder]) =>
    fixturesOf(folder, '.chunks.txt').flatMap(({ name, bytes }) =>
      split(bytes.split('\n').filter((line) => line !== '')).map((payloads, index) => ({
        name: `${name}#${index + 1}`,
        protocol,
        payloads: protocol.startsWith('openai-c') ? [...payloads, '[DONE]'] : payloads,
        isDamaged: damaged.has(name),
      })),
    ),
  )

const split = (payloads: readonly string[]): string[][] => {
  const answers: string[][] = [[]]
  for (const payload of payloads) {
    answers.at(-1)?.push(payload)
    if (endsAnswer.test(payload)) answers.push([])
  }
  return answers.filter((answer) => answer.length > 0)
}

/** As its vendor sent it: framed as server-sent events, with names where the protocol has them. */
export const asServerSentEvents = ({ protocol, payloads }: RecordedStream): string => {
  const isNamed = protocol === 'anthropic' || protocol === 'openai-responses'
  const end = protocol === 'gemini' ? '\r\n' : '\n'
  return payloads
    .map((payload) => {
      const name = isNamed
        ? (/"type":"(?:error|message_\w+|content_\w+|ping|response\.[\w.]+)"/
            .exec(payload)?.[0]
            .slice(8, -1) ?? '')
        : ''
      return `${name === '' ? '' : `event: ${name}${end}`}data: ${payload}${end}${end}`
    })
    .join('')
}
