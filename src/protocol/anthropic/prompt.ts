import { FIVE_MINUTES_MS, HOUR_MS, type PromptShape } from '../prompt-shape.ts'

/**
 * Tools come before the system prompt and that before the messages, whatever the body's order. Nothing is cached without
 * a mark, for five minutes or an hour: https://docs.claude.com/en/docs/build-with-claude/prompt-caching
 */
export const prompt: PromptShape = {
  sections: [
    { keys: ['tools'], isList: true },
    { keys: ['system'], isList: true },
    { keys: ['messages'], isList: true },
  ],
  seeds: [],
  hints: [],
  lifetimeMs: (body) => (longMark.test(body) ? HOUR_MS : FIVE_MINUTES_MS),
}

const longMark = /"ttl"\s*:\s*"1h"/
