import type { Effort } from '../../ir/prompt.ts'

const common: readonly Effort[] = ['low', 'medium', 'high']

/**
 * The efforts that a model of OpenAI's takes; none at all for those that do not reason, undefined for models of others.
 * What a model does not take is a 400: "Supported values are: 'none', 'low', 'medium', and 'high'." (gpt-5.1)
 * https://platform.openai.com/docs/guides/reasoning, read 2026-11
 */
export const effortsOf = (model: string): readonly Effort[] | undefined => {
  const name = model.slice(model.lastIndexOf('/') + 1)
  if (/^(?:gpt-[34]|chatgpt-)|^gpt-.*-chat/.test(name)) return []
  if (/^(?:o\d|codex|computer-use)/.test(name)) return common
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(name)
  if (version === null) return undefined
  const age = Number(version[1]) * 100 + Number(version[2] ?? 0)
  if (/codex/.test(name)) return age > 501 || /codex-max/.test(name) ? [...common, 'xhigh'] : common
  return effortsOfAge(age)
}

/** 501 is gpt-5.1. */
const effortsOfAge = (age: number): readonly Effort[] => {
  if (age === 500) return ['minimal', ...common]
  if (age === 501) return ['none', ...common]
  return age < 506 ? ['none', ...common, 'xhigh'] : ['none', ...common, 'xhigh', 'max']
}
