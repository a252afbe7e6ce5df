import { expect, test } from 'bun:test'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

/** What the upstream was sent last, and it need not like it. */
const sentFor = async (path: string, body: string): Promise<string | undefined> => {
  const { openai, anthropic, gemini } = world()
  const entries = () => [openai, anthropic, gemini].flatMap(({ journal }) => journal.entries)
  const before = new Set(entries())
  await (await world().post(path, body)).arrayBuffer()
  return entries().find((entry) => entry.method === 'POST' && !before.has(entry))?.body
}

const chatWith = (rest: string): string => `{"model":"gpt-4o-mini","messages":[]${rest}}`

const bodies: readonly (readonly [name: string, body: string])[] = [
  [
    'odd white space',
    ' \n{\t"messages" :\r\n [ {"content":"x" , "role":\n"user"} ]\n,"model":  "gpt-4o-mini" }\n\n',
  ],
  ['text beyond ASCII', chatWith(',"user":"žluťoučký 漢字 🚃 👩‍👩‍👧 \u2028 \ufeff"')],
  ['escapes of what need not be escaped', chatWith(',"user":"\\u0041\\/\\ud83d\\ude83 \\u0000"')],
  ['half a surrogate pair as an escape', chatWith(',"user":"\\ud83d alone"')],
  [
    'keys that stand twice',
    chatWith(',"user":"first","user":"second","temperature":1,"temperature":0'),
  ],
  [
    'numbers beyond a double',
    chatWith(',"seed":12345678901234567890123,"top_p":0.10000000000000000000001,"n":1e0,"x":-0.0'),
  ],
  ['a model written with escapes', '{"model":"gpt-4o\\u002dmini","messages":[]}'],
  [
    'a key that only looks like the model',
    chatWith(',"metadata":{"model":"\\"model\\":\\"other\\""}'),
  ],
]

for (const [name, body] of bodies) {
  test(`a body with ${name} goes up byte for byte`, async () => {
    expect(await sentFor('/v1/chat/completions', body)).toBe(body)
  })
}

test('a body of another protocol goes up byte for byte', async () => {
  const messages = '{ "max_tokens":1.0e1 ,"model":"claude-opus-5","messages":[ ],"a":1,"a":2}'
  const contents = '{"contents" : [{"parts":[{"text":"\\u0000 🚃"}]}],\n"labels":{},"labels":{}}'
  expect(await sentFor('/v1/messages', messages)).toBe(messages)
  expect(await sentFor('/v1beta/models/gemini-2.5-pro:generateContent', contents)).toBe(contents)
})

test('of a body whose model has another name upstream only the name is changed', async () => {
  const body = ' { "messages":[] , "model" :\t"openai/gpt-4o" , "seed":12345678901234567890 } '
  expect(await sentFor('/v1/chat/completions', body)).toBe(body.replace('openai/gpt-4o', 'gpt-4o'))
})

test('a chat stream that does not ask for usage goes up with that wish and no other change', async () => {
  const body =
    '{ "stream" : true,\n"model":"gpt-4o-mini", "messages":[ ], "seed":12345678901234567890 }'
  const sent = (await sentFor('/v1/chat/completions', body)) ?? ''
  const wish = '"stream_options":{"include_usage":true}'
  expect(sent.split(wish)).toHaveLength(2)
  expect(sent.replace(new RegExp(`,?${wish},?`), '')).toBe(body)
})

test('what a chat stream asks for besides usage is kept', async () => {
  const body =
    '{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_obfuscation":false},"messages":[]}'
  expect(await sentFor('/v1/chat/completions', body)).toBe(
    '{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true},"messages":[]}',
  )
})

test('a large body goes up whole', async () => {
  const body = chatWith(`,"user":"${'žluťoučký '.repeat(200_000)}"`)
  const sent = await sentFor('/v1/chat/completions', body)
  expect(sent?.length).toBe(body.length)
  expect(sent === body).toBe(true)
})
