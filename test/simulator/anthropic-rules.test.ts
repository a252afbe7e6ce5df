import { expect, test } from 'bun:test'
import { answerOf, openScene } from './scene.ts'

const user = (content: unknown = 'hi') => ({ role: 'user', content })
const assistant = (content: unknown = 'hi') => ({ role: 'assistant', content })
const use = (id: string) => ({ type: 'tool_use', id, name: 'weather', input: {} })
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'sun' })
const text = (words: string) => ({ type: 'text', text: words })
const weather = { name: 'weather', input_schema: { type: 'object' } }
const budget = { type: 'enabled', budget_tokens: 1024 }
const marked = { ...text('a'), cache_control: { type: 'ephemeral' } }

const messageOf = async (changed: object) => {
  await using scene = await openScene('anthropic')
  const body = { model: 'claude-haiku-4-5', max_tokens: 4000, messages: [user()], ...changed }
  const answer = await answerOf(scene.ask({ body }))
  const { type, error } = JSON.parse(answer.body)
  expect({ status: answer.status, type, of: error?.type }).toEqual({
    status: 400,
    type: 'error',
    of: 'invalid_request_error',
  })
  return error.message
}

test.each<[string, object, string]>([
  ['an unknown field', { surprise: 1 }, 'surprise: Extra inputs are not permitted'],
  [
    'an unknown field of a block',
    { messages: [user([{ ...text('a'), surprise: 1 }])] },
    'messages.0.content.0.surprise: Extra inputs are not permitted',
  ],
  ['no messages', { messages: undefined }, 'messages: Field required'],
  ['a wrong type', { max_tokens: 'many' }, 'max_tokens: Input should be a valid integer'],
  ['a temperature beyond 1', { temperature: 1.5 }, 'temperature: '],
  ['temperature with top_p', { temperature: 1, top_p: 1 }, 'temperature and top_p'],
  ['an assistant first', { messages: [assistant(), user()] }, 'messages: the first message'],
  [
    'a system message of an old model',
    { messages: [user(), { role: 'system', content: 'a' }] },
    'messages.1: role',
  ],
  ['blank text', { messages: [user([text(' ')])] }, 'messages.0: text content'],
  [
    'an id with a dot',
    { messages: [user(), assistant([use('a.b')])] },
    'messages.1.content.0.id: ',
  ],
  [
    'a call without result',
    { messages: [user(), assistant([use('a')]), user()] },
    'messages.1: tool_use',
  ],
  [
    'a result that is not first',
    { messages: [user(), assistant([use('a')]), user([text('b'), result('a')])] },
    'messages.1: tool_use',
  ],
  ['a result without call', { messages: [user([result('a')])] }, 'messages.0: unexpected'],
  [
    'a call that is answered twice',
    { messages: [user(), assistant([use('a')]), user([result('a'), result('a')])] },
    'messages.2: each tool_use',
  ],
  [
    'a thought of nobody',
    {
      messages: [user(), assistant([{ type: 'thinking', thinking: 'a', signature: 'b' }]), user()],
    },
    'messages.1.content.0: Invalid `signature`',
  ],
  [
    'a hidden thought of nobody',
    { messages: [user(), assistant([{ type: 'redacted_thinking', data: 'b' }]), user()] },
    'messages.1.content.0: Invalid `data`',
  ],
  [
    'a search without what it found',
    {
      messages: [
        user(),
        assistant([{ type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }]),
        user(),
      ],
    },
    'messages.1: server_tool_use',
  ],
  [
    'a citation of nobody',
    {
      messages: [
        user(),
        assistant([
          {
            ...text('a'),
            citations: [{ type: 'web_search_result_location', encrypted_index: 'AAAA' }],
          },
        ]),
        user(),
      ],
    },
    'messages.1.content.0: Invalid encrypted content',
  ],
  [
    'a budget below 1024',
    { thinking: { ...budget, budget_tokens: 9 } },
    'thinking.budget_tokens: ',
  ],
  [
    'a budget of all tokens',
    { thinking: budget, max_tokens: 1024 },
    '`max_tokens` must be greater',
  ],
  [
    'thinking before a forced call',
    { thinking: budget, tools: [weather], tool_choice: { type: 'any' } },
    'Thinking may not be on',
  ],
  ['thinking at a temperature', { thinking: budget, temperature: 0.5 }, '`temperature` may only'],
  [
    'thinking in a loop that did not begin with it',
    {
      thinking: budget,
      tools: [weather],
      messages: [user(), assistant([use('a')]), user([result('a')])],
    },
    'messages.1.content.0.type: Expected `thinking`',
  ],
  ['a kind of thinking of other models', { thinking: { type: 'adaptive' } }, 'thinking.type: '],
  [
    'thinking of a model without',
    { model: 'claude-3-5-haiku-latest', thinking: budget },
    'thinking.type: ',
  ],
  ['a budget of a new model', { model: 'claude-opus-5', thinking: budget }, 'thinking.type: '],
  [
    'a temperature of a new model',
    { model: 'claude-opus-5', temperature: 0 },
    'temperature, top_p',
  ],
  [
    'a prefill of a new model',
    { model: 'claude-opus-5', messages: [user(), assistant()] },
    'The conversation must end',
  ],
  [
    'five marks',
    { system: [marked, marked, marked], messages: [user([marked, marked])] },
    'At most 4',
  ],
  ['a choice without tools', { tool_choice: { type: 'any' } }, 'tool_choice may only'],
  ['two tools of one name', { tools: [weather, weather] }, 'tools: Tool names'],
  ['a blank stop', { stop_sequences: [' '] }, 'stop_sequences: '],
  [
    'an open schema',
    { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
    'output_config.format.schema: ',
  ],
])('a message is refused for %s', async (_, changed, expected) => {
  expect(await messageOf(changed)).toStartWith(expected)
})
