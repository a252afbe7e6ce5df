import type { Client } from '../scene.ts'
import { citySchema, document, pixel, weatherSchema } from '../schemas.ts'

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Tells the weather.',
  parameters: weatherSchema,
  strict: false,
}

const call = (call_id: string, city: string) => ({
  type: 'function_call',
  call_id,
  name: 'get_weather',
  arguments: `{"city": "${city}"}`,
})

const result = (call_id: string, output: unknown) => ({
  type: 'function_call_output',
  call_id,
  output,
})

const user = (content: unknown) => ({ role: 'user', content })

export const openaiResponses: Client = {
  protocol: 'openai-responses',
  streamed: { stream: true },
  requests: {
    plain: {
      instructions: 'Be brief.',
      input: [
        user('Hi, my name is Ada.'),
        { role: 'assistant', content: [{ type: 'output_text', text: 'Hello Ada.' }] },
        user('Say it again.'),
      ],
      temperature: 0.5,
      top_p: 0.9,
      max_output_tokens: 200,
      safety_identifier: 'user-1',
      store: false,
    },
    tools: {
      input: [
        user('How is the weather in Bern?'),
        call('call_a1', 'Bern'),
        result('call_a1', 'Rain, 9 °C'),
        user('And in Rome?'),
      ],
      tools: [weather],
      tool_choice: 'required',
      parallel_tool_calls: false,
    },
    'parallel-tools': {
      input: [
        user('Bern and Oslo?'),
        { role: 'assistant', content: 'I look.' },
        call('call_a1', 'Bern'),
        call('call_a2', 'Oslo'),
        result('call_a1', [{ type: 'input_text', text: 'Rain' }]),
        result('call_a2', 'Error: no such city'),
        user('Rome and Paris then.'),
      ],
      tools: [weather],
      tool_choice: { type: 'function', name: 'get_weather' },
    },
    thinking: {
      input: [
        user('What is 17 * 23?'),
        {
          type: 'reasoning',
          id: 'rs_a1',
          summary: [{ type: 'summary_text', text: '17 * 23 = 391' }],
          encrypted_content: 'gAAAA-of-somebody-else',
        },
        { role: 'assistant', content: [{ type: 'output_text', text: '391' }] },
        user('And 18 * 23?'),
      ],
      reasoning: { effort: 'high', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      store: false,
    },
    image: {
      input: [
        user([
          { type: 'input_text', text: 'What is this?' },
          { type: 'input_image', image_url: `data:image/png;base64,${pixel}`, detail: 'low' },
          { type: 'input_image', image_url: 'https://example.com/a.jpg', detail: 'auto' },
          {
            type: 'input_file',
            filename: 'a.pdf',
            file_data: `data:application/pdf;base64,${document}`,
          },
        ]),
      ],
    },
    'structured-output': {
      input: 'Tell me of Bern.',
      text: { format: { type: 'json_schema', name: 'city', schema: citySchema, strict: true } },
    },
    search: { input: 'How many live in Bern?', tools: [{ type: 'web_search' }] },
    wishes: {
      input: [{ role: 'developer', content: 'Be brief.' }, user('Hi')],
      include: ['message.output_text.logprobs'],
      max_tool_calls: 3,
      metadata: { team: 'red' },
      prompt_cache_key: 'key',
      service_tier: 'flex',
      text: { verbosity: 'low' },
      tools: [{ type: 'web_search' }],
      top_logprobs: 2,
      truncation: 'auto',
    },
    error: { input: 'Hi' },
    'cut-stream': { input: 'Hi' },
  },
}
