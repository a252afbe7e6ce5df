import { effortIn, hasSearch } from '../ir/model-suffix.ts'
import type { Prompt } from '../ir/prompt.ts'

/** A prompt with what the ending of its model's name asked for. What the request says itself goes before. */
export const withWish = (prompt: Prompt, wish: string): Prompt => {
  const effort = effortIn(wish)
  return {
    ...prompt,
    ...(effort === undefined || prompt.reasoning !== undefined ? {} : { reasoning: { effort } }),
    ...(hasSearch(wish) && !searches(prompt)
      ? { tools: [...prompt.tools, { type: 'server', tool: 'web-search', kind: '' }] }
      : {}),
  }
}

const searches = ({ tools }: Prompt): boolean =>
  tools.some((tool) => tool.type === 'server' && tool.tool === 'web-search')
