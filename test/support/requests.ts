/** The smallest request of each protocol, streaming or not. */
export const chat = (stream = false) => ({
  model: 'gpt-4o-mini',
  stream,
  messages: [{ role: 'user', content: 'Say something.' }],
})

export const responses = (stream = false) => ({
  model: 'gpt-4o-mini',
  stream,
  input: 'Say something.',
})

export const completions = (stream = false) => ({
  model: 'gpt-3.5-turbo-instruct',
  stream,
  prompt: 'Say something.',
})

export const messages = (stream = false) => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 64,
  stream,
  messages: [{ role: 'user', content: 'Say something.' }],
})

export const contents = () => ({
  contents: [{ role: 'user', parts: [{ text: 'Say something.' }] }],
})
