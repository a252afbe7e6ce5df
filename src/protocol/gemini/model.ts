import type { Effort } from '../../ir/prompt.ts'

/**
 * What a model takes, by its name: Google documents these differences by line and version and tells them nowhere in
 * the protocol. A name of no known line (`gemini-flash-latest`, other vendors' models) is taken for a new one.
 */
const versionOf = (model: string): number | undefined => {
  const version = /gemini-(\d+(?:\.\d+)?)/i.exec(model)?.[1]
  if (version !== undefined) return Number(version)
  return /(?:^|\/)gemini-pro(?:-vision)?$/i.test(model) ? 1 : undefined
}

const isAtLeast = (model: string, version: number): boolean => {
  const known = versionOf(model)
  return known !== undefined && known >= version
}

/** `parametersJsonSchema`, `responseJsonSchema`. https://ai.google.dev/gemini-api/docs/structured-output */
export const takesJsonSchema = (model: string): boolean => (versionOf(model) ?? 2) >= 2

/** `thinkingLevel` in place of `thinkingBudget`. https://ai.google.dev/gemini-api/docs/thinking */
export const takesLevels = (model: string): boolean => isAtLeast(model, 3)

/** Others answer `thinkingConfig` with an error. */
export const canThink = (model: string): boolean => {
  const version = versionOf(model) ?? 3
  return version >= 3 || (version >= 2.5 && !/-image/i.test(model)) || /thinking/i.test(model)
}

/** Google Search and its like beside functions. https://ai.google.dev/gemini-api/docs/tool-combination */
export const combinesTools = (model: string): boolean => isAtLeast(model, 3)

/** Images within function responses. https://ai.google.dev/gemini-api/docs/function-calling */
export const takesMediaResults = (model: string): boolean => isAtLeast(model, 3)

/** The first call of a step must be signed. https://ai.google.dev/gemini-api/docs/thought-signatures */
export const demandsSignatures = (model: string): boolean => isAtLeast(model, 3)

/** Search is a tool of an older name there. */
export const searchesByRetrieval = (model: string): boolean => (versionOf(model) ?? 2) < 2

export type Level = Extract<Effort, 'minimal' | 'low' | 'medium' | 'high'>

export const levelsOf = (model: string): readonly Level[] => {
  if (!/pro/i.test(model)) return ['minimal', 'low', 'medium', 'high']
  return isAtLeast(model, 3.1) ? ['low', 'medium', 'high'] : ['low', 'high']
}

/** The budgets that a model takes besides -1; `isOptional`: 0, no thinking, as well. */
export const budgetRange = (
  model: string,
): { readonly least: number; readonly most: number; readonly isOptional: boolean } => {
  if (/2\.5-pro/i.test(model)) return { least: 128, most: 32_768, isOptional: false }
  if (/2\.5-flash-lite/i.test(model)) return { least: 512, most: 24_576, isOptional: true }
  return { least: 1, most: 24_576, isOptional: true }
}
