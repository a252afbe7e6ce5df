import { readString } from './json-scan.ts'
import { DAY_MS, FIVE_MINUTES_MS, type PromptShape } from './prompt-shape.ts'

/** https://developers.openai.com/api/docs/guides/prompt-caching: five to ten minutes unless a day is asked for. */
export const openAiCache: Pick<PromptShape, 'seeds' | 'hints' | 'named' | 'lifetimeMs'> = {
  seeds: ['prompt_cache_key'],
  hints: ['prompt_cache_retention'],
  named: [],
  lifetimeMs: (body, { spans }) => {
    const retention = spans.get('prompt_cache_retention')
    return retention !== undefined && readString(body, retention) === '24h'
      ? DAY_MS
      : FIVE_MINUTES_MS
  },
}

/** A schema for the answer is put in front of the prompt; no other wish for its form is. */
export const hasSchema = (text: string): boolean => text.includes('"json_schema"')
