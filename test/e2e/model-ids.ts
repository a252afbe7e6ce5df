export const ids = {
  openai: [
    'gpt-4o',
    'gpt-4o-mini',
    'gpt-4.1',
    'gpt-4.1-mini',
    'gpt-5',
    'gpt-5-mini',
    'gpt-5-search-api',
    'o4-mini',
    'gpt-3.5-turbo-instruct',
    'text-embedding-3-small',
    'text-embedding-3-large',
    'gpt-image-1',
    'whisper-1',
  ],
  anthropic: [
    'claude-opus-5',
    'claude-sonnet-4-5',
    'claude-sonnet-4-5-20250929',
    'claude-haiku-4-5',
    'claude-3-5-haiku-latest',
  ],
  aistudio: [
    'gemini-2.5-flash',
    'gemini-2.5-flash-lite',
    'gemini-2.5-pro',
    'gemini-3-pro-preview',
    'gemini-embedding-001',
    'gemini-2.5-flash-image',
  ],
} as const

export const channels = ['openai', 'anthropic', 'aistudio'] as const
export const everything = channels.flatMap((channel) => ids[channel])

export const anthropicHeaders = { 'anthropic-version': '2023-06-01' }
