// One encoding by its path: the package's main module would load all of them. This one holds about 100 MB.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'

/** What looks like a control token in a client's text is text. */
const asText = { disallowedSpecial: new Set<string>() }

export const countText = (text: string): number => countTokens(text, asText)
