import type { Client } from '../scene.ts'
import { citySchema, document, pixel, weatherSchema } from '../schemas.ts'

const weather = {
  type: 'function',
  function: { name: 'get_weather', description: 'Tells the weather.', parameters: weatherSchema },
}

const call = (id: string, city: string) => ({
  id,
  type: 'function',
  function: { name: 'get_weather', arguments: `{"city": "${city}"}` },
})

const user = (content: unknown) => ({ role: 'user', content })

export const openaiChat: Client = {
  protocol: 'openai-chat',
  streamed: { stream: true, stream_options: { include_usage: true } },
  requests: {
    plain: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        user('Hi, my name is Ada.'),
        { role: 'assistant', content: 'Hello Ada.' },
        user('Say it again.'),
      ],
      temperature: 0.5,
      top_p: 0.9,
      max_completion_tokens: 200,
      user: 'user-1',
    },
    tools: {
      messages: [
        user('How is the weather in Bern?'),
        { role: 'assistant', content: null, tool_calls: [call('call_a1', 'Bern')] },
        { role: 'tool', tool_call_id: 'call_a1', content: 'Rain, 9 °C' },
        user('And in Rome?'),
      ],
      tools: [weather],
      tool_choice: 'required',
      parallel_tool_calls: false,
    },
    'parallel-tools': {
      messages: [
        user('Bern and Oslo?'),
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [call('call_a1', 'Bern'), call('call_a2', 'Oslo')],
        },
        { role: 'tool', tool_call_id: 'call_a1', content: [{ type: 'text', text: 'Rain' }] },
        { role: 'tool', tool_call_id: 'call_a2', content: 'Error: no such city' },
        user('Rome and Paris then.'),
      ],
      tools: [weather],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    },
    thinking: {
      messages: [
        user('What is 17 * 23?'),
        { role: 'assistant', content: '391', reasoning_content: '17 * 23 = 391' },
        user('And 18 * 23?'),
      ],
      reasoning_effort: 'high',
    },
    image: {
      messages: [
        user([
          { type: 'text', text: 'What is this?' },
          {
            type: 'image_url',
            image_url: { url: `data:image/png;base64,${pixel}`, detail: 'low' },
          },
          { type: 'image_url', image_url: { url: 'https://example.com/a.jpg' } },
          {
            type: 'file',
            file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${document}` },
          },
        ]),
      ],
    },
    'structured-output': {
      messages: [user('Tell me of Bern.')],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'city', schema: citySchema, strict: true },
      },
    },
    search: { messages: [user('How many live in Bern?')], web_search_options: {} },
    wishes: {
      messages: [{ role: 'developer', content: 'Be brief.' }, user('Hi')],
      frequency_penalty: 0.5,
      logit_bias: { '50256': -100 },
      n: 2,
      presence_penalty: 0.5,
      seed: 7,
      stop: ['END'],
      store: true,
      verbosity: 'low',
    },
    error: { messages: [user('Hi')] },
    'cut-stream': { messages: [user('Hi')] },
  },
}
