import type { Client } from '../scene.ts'
import { citySchema, document, pixel, weatherSchema } from '../schemas.ts'

const weather = {
  name: 'get_weather',
  description: 'Tells the weather.',
  input_schema: weatherSchema,
}

const call = (id: string, city: string) => ({
  type: 'tool_use',
  id,
  name: 'get_weather',
  input: { city },
})

const user = (content: unknown) => ({ role: 'user', content })
const text = (words: string) => ({ type: 'text', text: words })

export const anthropic: Client = {
  protocol: 'anthropic',
  streamed: { stream: true },
  requests: {
    plain: {
      system: [{ ...text('Be brief.'), cache_control: { type: 'ephemeral' } }],
      messages: [
        user('Hi, my name is Ada.'),
        { role: 'assistant', content: 'Hello Ada.' },
        user('Say it again.'),
      ],
      temperature: 0.5,
      top_k: 40,
      max_tokens: 200,
      metadata: { user_id: 'user-1' },
    },
    tools: {
      max_tokens: 200,
      messages: [
        user('How is the weather in Bern?'),
        { role: 'assistant', content: [call('toolu_a1', 'Bern')] },
        user([
          { type: 'tool_result', tool_use_id: 'toolu_a1', content: 'Rain, 9 °C' },
          text('And in Rome?'),
        ]),
      ],
      tools: [weather],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    },
    'parallel-tools': {
      max_tokens: 200,
      messages: [
        user('Bern and Oslo?'),
        {
          role: 'assistant',
          content: [text('I look.'), call('toolu_a1', 'Bern'), call('toolu_a2', 'Oslo')],
        },
        user([
          { type: 'tool_result', tool_use_id: 'toolu_a1', content: [text('Rain')] },
          { type: 'tool_result', tool_use_id: 'toolu_a2', content: 'no such city', is_error: true },
          text('Rome and Paris then.'),
        ]),
      ],
      tools: [weather],
      tool_choice: { type: 'tool', name: 'get_weather' },
    },
    thinking: {
      max_tokens: 32_000,
      messages: [
        user('What is 17 * 23?'),
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: '17 * 23 = 391', signature: 'c2lnbmF0dXJl' },
            text('391'),
          ],
        },
        user('And 18 * 23?'),
      ],
      thinking: { type: 'enabled', budget_tokens: 16_000 },
    },
    image: {
      max_tokens: 200,
      messages: [
        user([
          text('What is this?'),
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.jpg' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: document },
            title: 'a.pdf',
          },
        ]),
      ],
    },
    'structured-output': {
      max_tokens: 200,
      messages: [user('Tell me of Bern.')],
      output_config: { format: { type: 'json_schema', schema: citySchema } },
    },
    search: {
      max_tokens: 200,
      messages: [user('How many live in Bern?')],
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    },
    wishes: {
      max_tokens: 200,
      system: 'Be brief.',
      messages: [user('Hi'), { role: 'assistant', content: 'The' }],
      cache_control: { type: 'ephemeral' },
      context_management: { edits: [{ type: 'clear_thinking_20251015' }] },
      service_tier: 'standard_only',
      stop_sequences: ['END'],
      tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }],
      top_k: 40,
    },
    error: { max_tokens: 200, messages: [user('Hi')] },
    'cut-stream': { max_tokens: 200, messages: [user('Hi')] },
  },
}
