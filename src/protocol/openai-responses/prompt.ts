import { openAiCache } from '../openai-cache.ts'
import type { PromptShape } from '../prompt-shape.ts'

export const prompt: PromptShape = {
  ...openAiCache,
  sections: [
    { keys: ['tools'], isList: true },
    { keys: ['prompt'], isList: false },
    { keys: ['instructions'], isList: false },
    { keys: ['input'], isList: true },
  ],
}
