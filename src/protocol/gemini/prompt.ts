import { FIVE_MINUTES_MS, type PromptShape } from '../prompt-shape.ts'

/** Implicit caching; what is cached explicitly is found by its name. https://ai.google.dev/gemini-api/docs/caching */
export const prompt: PromptShape = {
  sections: [
    { keys: ['systemInstruction', 'system_instruction'], isList: false },
    { keys: ['tools'], isList: true },
    { keys: ['toolConfig', 'tool_config'], isList: false },
    { keys: ['contents'], isList: true },
  ],
  seeds: ['cachedContent', 'cached_content'],
  hints: [],
  lifetimeMs: () => FIVE_MINUTES_MS,
}
