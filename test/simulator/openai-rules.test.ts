import { expect, test } from 'bun:test'
import { answerOf, openScene } from './scene.ts'

const user = { role: 'user', content: 'hi' }
const weather = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const called = (id: string, name = 'weather') => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: '{}' } }],
})
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'sun' })
const tool = (parameters: unknown, more: object = {}) => ({
  type: 'function',
  function: { name: 'weather', parameters, ...more },
})

const refusalOf = async (path: string, body: object) => {
  await using scene = await openScene('openai')
  const answer = await answerOf(scene.ask({ path, body }))
  const { error } = JSON.parse(answer.body)
  return { status: answer.status, param: error.param, code: error.code, message: error.message }
}

test.each<[string, object, object]>([
  ['an unknown field', { surprise: 1 }, { param: 'surprise', code: 'unknown_parameter' }],
  [
    'an unknown field of a message',
    { messages: [{ ...user, surprise: 1 }] },
    { param: 'messages[0].surprise', code: 'unknown_parameter' },
  ],
  [
    'a missing field of a message',
    { messages: [{ role: 'user' }] },
    { param: 'messages[0].content', code: 'missing_required_parameter' },
  ],
  [
    'a temperature beyond 2',
    { temperature: 3 },
    { message: "Invalid 'temperature': expected at least 0 and at most 2." },
  ],
  ['a wrong type', { temperature: 'hot' }, { param: 'temperature', code: 'invalid_type' }],
  [
    'an unknown role',
    { messages: [{ role: 'narrator', content: 'hi' }] },
    { param: 'messages[0].role', code: 'invalid_value' },
  ],
  [
    'an unknown part',
    { messages: [{ role: 'user', content: [{ type: 'smell' }] }] },
    { param: 'messages[0].content[0].type', code: 'invalid_value' },
  ],
  ['a result without a call', { messages: [user, result('1')] }, { param: 'messages[1].role' }],
  ['a call without a result', { messages: [user, called('1'), user] }, { param: 'messages[2]' }],
  ['a call at the end', { messages: [user, called('1')] }, { param: 'messages' }],
  [
    'a result of another call',
    { messages: [user, called('1'), result('2')] },
    { param: 'messages[2].role' },
  ],
  [
    'a name with a dot',
    { messages: [user, called('1', 'a.b'), result('1')] },
    { param: 'messages[1].tool_calls[0].function.name' },
  ],
  [
    'an assistant without anything',
    { messages: [user, { role: 'assistant', content: null }] },
    { param: 'messages[1].content' },
  ],
  ['a choice without tools', { tool_choice: 'required' }, { param: 'tool_choice' }],
  [
    'a choice of no tool',
    { tools: [tool(weather)], tool_choice: { type: 'function', function: { name: 'other' } } },
    { param: 'tool_choice' },
  ],
  ['parameters of no object', { tools: [tool({ type: 'string' })] }, {}],
  [
    'an array of nothing',
    { tools: [tool({ type: 'object', properties: { a: { type: 'array' } } })] },
    {},
  ],
  ['a strict function that is open', { tools: [tool({ type: 'object' }, { strict: true })] }, {}],
  [
    'JSON that nobody speaks of',
    { response_format: { type: 'json_object' } },
    { param: 'messages' },
  ],
  [
    'stream options of no stream',
    { stream: false, stream_options: {} },
    { param: 'stream_options' },
  ],
  ['alternatives without logprobs', { top_logprobs: 2 }, { param: 'top_logprobs' }],
  ['a web search of another model', { web_search_options: {} }, { code: 'unsupported_parameter' }],
  ['an effort of another model', { reasoning_effort: 'low' }, { code: 'unsupported_parameter' }],
  ['max_tokens of gpt-5', { model: 'gpt-5', max_tokens: 9 }, { code: 'unsupported_parameter' }],
  ['a temperature of gpt-5', { model: 'gpt-5', temperature: 0 }, { code: 'unsupported_value' }],
  [
    'a picture by a path',
    {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: '/tmp/a' } }] }],
    },
    { code: 'invalid_image_url' },
  ],
])('a chat is refused for %s', async (_, changed, expected) => {
  const body = { model: 'gpt-4o', messages: [user], ...changed }
  expect(await refusalOf('/v1/chat/completions', body)).toMatchObject({ status: 400, ...expected })
})

const call = { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{}' }
const output = { type: 'function_call_output', call_id: 'c1', output: 'sun' }
const message = { role: 'user', content: 'hi' }

test.each<[string, object, object]>([
  ['an unknown field', { surprise: 1 }, { param: 'surprise', code: 'unknown_parameter' }],
  ['an unknown item', { input: [{ type: 'smell' }] }, { param: 'input[0].type' }],
  [
    'a part of the other side',
    { input: [{ role: 'user', content: [{ type: 'output_text', text: 'hi' }] }] },
    { param: 'input[0].content[0].type' },
  ],
  ['a call without output', { input: [message, call] }, { param: 'input' }],
  ['an output without call', { input: [message, output] }, { param: 'input' }],
  [
    'an output of another kind',
    { input: [message, call, { ...output, type: 'custom_tool_call_output' }] },
    { param: 'input' },
  ],
  [
    'a long call id',
    { input: [message, { ...call, call_id: 'c'.repeat(65) }] },
    { param: 'input[1].call_id' },
  ],
  [
    'an id of another kind',
    { input: [message, { ...call, id: 'call_1' }, output] },
    { param: 'input[1].id' },
  ],
  [
    'a thought of nobody',
    {
      input: [
        message,
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' },
        { role: 'assistant', content: 'hi' },
      ],
    },
    { code: 'invalid_encrypted_content' },
  ],
  [
    'a thought before nothing',
    { input: [message, { type: 'reasoning', summary: [] }, message] },
    { param: 'input' },
  ],
  ['a tool without a name', { tools: [{ type: 'function' }] }, { param: 'tools[0].name' }],
  [
    'a strict function that is open',
    { tools: [{ type: 'function', name: 'a', parameters: { type: 'object' }, strict: true }] },
    { param: 'tools[0].parameters' },
  ],
  [
    'an open schema of the output',
    { text: { format: { type: 'json_schema', name: 'a', schema: { type: 'object' } } } },
    { param: 'text.format.schema' },
  ],
  ['too few tokens', { max_output_tokens: 5 }, { param: 'max_output_tokens' }],
])('a response is refused for %s', async (_, changed, expected) => {
  const body = { model: 'gpt-5', input: 'hi', ...changed }
  expect(await refusalOf('/v1/responses', body)).toMatchObject({ status: 400, ...expected })
})

test('a thought is only taken back by the account that had it, and under its own id', async () => {
  await using scene = await openScene('openai')
  const post = async (input: unknown, key = 'key-1') => {
    const body = {
      model: 'gpt-5',
      input,
      reasoning: { effort: 'low' },
      include: ['reasoning.encrypted_content'],
    }
    const headers = { authorization: `Bearer ${key}` }
    const { status, body: text } = await answerOf(
      scene.ask({ path: '/v1/responses', headers, body }),
    )
    return { status, output: JSON.parse(text).output }
  }
  const { output: items } = await post('hi')
  const goOn = [message, ...items, message]
  const renamed = [message, { ...items[0], id: 'rs_other' }, items[1], message]
  expect(await post(goOn)).toMatchObject({ status: 200 })
  expect(await post(goOn, 'key-2')).toMatchObject({ status: 400 })
  expect(await post(renamed)).toMatchObject({ status: 400 })
})
