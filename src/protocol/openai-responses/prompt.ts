import { hasSchema, openAiCache } from '../openai-cache.ts'
import type { PromptShape } from '../prompt-shape.ts'

export const prompt: PromptShape = {
  ...openAiCache,
  sections: [
    { keys: ['tools'], cut: 'whole' },
    { keys: ['text'], cut: 'aside', counts: hasSchema },
    { keys: ['prompt'], cut: 'aside' },
    { keys: ['instructions'], cut: 'whole' },
    { keys: ['input'], cut: 'items' },
  ],
  goingOn: ['previous_response_id', 'conversation'],
}
