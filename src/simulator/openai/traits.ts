/** What OpenAI's models take, told by their names: https://developers.openai.com/api/docs/guides/reasoning */
import { refuse, type Refusal } from '../answer.ts'

export const reasons = (model: string): boolean =>
  /^(o\d|gpt-[5-9](?![\d.]*-(chat|search)))/.test(model)

export const searches = (model: string): boolean => model.includes('search')

/** Fields that reasoning models take with their default only. */
const defaults = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
} as const

type Sampled = Partial<Readonly<Record<keyof typeof defaults, number | null | undefined>>>

export const judgeSampling = (model: string, request: Sampled): Refusal | undefined => {
  if (!reasons(model)) return undefined
  for (const [param, usual] of Object.entries(defaults)) {
    const value = Object.entries(request).find(([name]) => name === param)?.[1] ?? usual
    if (value === usual) continue
    const message = `Unsupported value: '${param}' does not support ${value} with this model. Only the default (${usual}) value is supported.`
    return refuse('invalid', message, { param, code: 'unsupported_value' })
  }
  return undefined
}

export const unsupported = (param: string, instead = ''): Refusal =>
  refuse(
    'invalid',
    `Unsupported parameter: '${param}' is not supported with this model.${instead === '' ? '' : ` Use '${instead}' instead.`}`,
    { param, code: 'unsupported_parameter' },
  )
