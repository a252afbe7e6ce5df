import { expect, test } from 'bun:test'
import { startRawUpstream, whole, type RawRequest } from '../support/raw-upstream.ts'
import { openWorld } from '../support/relay-world.ts'

const answer = whole(
  200,
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 },
  }),
)

/** An upstream whose limit of tokens is told in headers: little of it is left for one key. */
const tellRoom = (request: RawRequest): void => {
  const left = request.head.includes('sk-narrow') ? 6_000 : 29_000
  const lines = [
    'x-ratelimit-limit-tokens: 30000',
    `x-ratelimit-remaining-tokens: ${left}`,
    `x-ratelimit-reset-tokens: ${Math.round(((30_000 - left) / 30_000) * 60)}s`,
  ]
  request.write(answer.replace('\r\n', `\r\n${lines.join('\r\n')}\r\n`))
}

test('a long prompt goes to the account whose headers say that it has room for it', async () => {
  await using upstream = await startRawUpstream(tellRoom)
  const credentials = ['narrow', 'wide'].map((id) => ({ id, secret: `sk-${id}` }))
  await using world = await openWorld({
    channels: () => [
      {
        id: 'house',
        settings: { base_url: `${upstream.url}/v1`, protocol: 'openai-chat', models: ['m'] },
        credentials,
      },
    ],
    tree: { proxy: { scheduling: { mode: 'cache_first' } } },
  })
  const ask = async (content: string): Promise<string | null> => {
    const response = await world.post('/house/v1/chat/completions', {
      model: 'm',
      messages: [{ role: 'user', content }],
    })
    await response.text()
    expect(response.status).toBe(200)
    return response.headers.get('x-switchyard-account')
  }
  const met = new Set<string | null>()
  while (met.size < 2) met.add(await ask('Is it so?'))
  const served = new Set<string | null>()
  for (let turn = 0; turn < 6; turn += 1) served.add(await ask(`${turn} ${'word '.repeat(8_000)}`))
  expect(Array.from(served)).toEqual(['house/wide'])
})
