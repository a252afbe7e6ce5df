import { FIVE_MINUTES_MS, type PromptShape } from '../prompt-shape.ts'

/** Implicit caching; what is cached explicitly is found by its name. https://ai.google.dev/gemini-api/docs/caching */
export const prompt: PromptShape = {
  sections: [
    { keys: ['systemInstruction', 'system_instruction'], cut: 'whole' },
    { keys: ['tools'], cut: 'whole' },
    { keys: ['toolConfig', 'tool_config'], cut: 'aside' },
    { keys: ['contents'], cut: 'items' },
  ],
  seeds: [],
  hints: [],
  named: ['cachedContent', 'cached_content'],
  goingOn: [],
  lifetimeMs: () => FIVE_MINUTES_MS,
}
