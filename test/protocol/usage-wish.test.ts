import { describe, expect, test } from 'bun:test'
import { fromText, toText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import type { UsageWish } from '../../src/protocol/protocol.ts'

describe.each(['openai-chat', 'openai-completions'] as const)(
  'a stream of %s is asked for its usage',
  (id) => {
    const wish = (body: string): UsageWish => {
      const asked = protocols[id].askForUsage('generate', fromText(body))
      return { ...asked, body: toText(asked.body) }
    }

    test.each([
      [
        'when nothing is said of it',
        '{"model":"é"}',
        '{"model":"é","stream_options":{"include_usage":true}}',
      ],
      ['when null is said', '{"stream_options":null}', '{"stream_options":{"include_usage":true}}'],
      [
        'when it was declined',
        '{"stream_options":{"include_usage":false}}',
        '{"stream_options":{"include_usage":true}}',
      ],
      [
        'beside other options, which stay',
        '{"stream_options":{"note":"é"}, "n":1}',
        '{"stream_options":{"note":"é","include_usage":true}, "n":1}',
      ],
    ])('%s, and the client is not shown it', (_name, body, asked) => {
      expect(wish(body)).toEqual({ body: asked, hidesUsage: true })
    })

    test.each(['{"stream_options":{"include_usage":true}}', '{"stream_options":"odd"}'])(
      'not in place of the client: %s passes as it is',
      (body) => {
        expect(wish(body)).toEqual({ body, hidesUsage: false })
      },
    )
  },
)

test('only generating is asked for usage', () => {
  const body = '{"model":"m"}'
  const wishes = Object.values(protocols).map((protocol) => protocol.askForUsage('embed', body))
  expect(wishes).toEqual(wishes.map(() => ({ body, hidesUsage: false })))
})
