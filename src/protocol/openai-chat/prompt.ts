import { hasSchema, openAiCache } from '../openai-cache.ts'
import type { PromptShape } from '../prompt-shape.ts'

export const prompt: PromptShape = {
  ...openAiCache,
  sections: [
    { keys: ['tools'], cut: 'whole' },
    { keys: ['response_format'], cut: 'aside', counts: hasSchema },
    { keys: ['messages'], cut: 'items' },
  ],
  goingOn: [],
}
