import { openAiCache } from '../openai-cache.ts'
import type { PromptShape } from '../prompt-shape.ts'

export const prompt: PromptShape = {
  ...openAiCache,
  sections: [
    { keys: ['tools'], isList: true },
    { keys: ['response_format'], isList: false },
    { keys: ['messages'], isList: true },
  ],
}
