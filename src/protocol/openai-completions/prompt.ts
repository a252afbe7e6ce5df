import { openAiCache } from '../openai-cache.ts'
import type { PromptShape } from '../prompt-shape.ts'

export const prompt: PromptShape = {
  ...openAiCache,
  sections: [{ keys: ['prompt'], cut: 'steps' }],
  goingOn: [],
}
