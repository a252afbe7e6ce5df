import { countForm as anthropic } from './anthropic/count.ts'
import type { CountForm } from './count-form.ts'
import { countForm as gemini } from './gemini/count.ts'
import { countForm as openAiResponses } from './openai-responses/count.ts'
import type { ProtocolId } from './protocol.ts'

/** The protocols that have a word for counting. */
export const countForms: Readonly<Partial<Record<ProtocolId, CountForm>>> = {
  'openai-responses': openAiResponses,
  anthropic,
  gemini,
}
