/** A model's name without the vendor's that aggregators put before it: `openai/gpt-5.1`. */
const bareName = (model: string): string => model.slice(model.lastIndexOf('/') + 1)

// `gpt-35-turbo` is what Azure calls the third generation.
const openAiName = /^(?:ft:)?(?:gpt-\d|o\d|chatgpt-|codex-|computer-use)/
const newerName = /^(?:ft:)?(?:o\d|gpt-(?:[5-9]|1\d)(?!\d)|codex-|computer-use)/
const chatName = /^(?:ft:)?gpt-[\d.]+-chat/
const searchName = /search|^sonar/

/**
 * An upstream that speaks this protocol is told apart by its model's name alone: OpenAI's own refuse every field they do
 * not know, and know some that others refuse.
 */
export const isOpenAiModel = (model: string): boolean => openAiName.test(bareName(model))

/** OpenAI's that reason before they answer. */
export const isReasoningModel = (model: string): boolean =>
  newerName.test(bareName(model)) && !chatName.test(bareName(model))

/** OpenAI's that refuse `max_tokens`. https://platform.openai.com/docs/api-reference/chat/create */
export const needsCompletionLimit = (model: string): boolean => newerName.test(bareName(model))

/** Models that search the web when asked by `web_search_options`. */
export const isSearchModel = (model: string): boolean => searchName.test(bareName(model))
