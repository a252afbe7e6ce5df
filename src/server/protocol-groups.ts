import { anthropic } from './anthropic/group.ts'
import { modelFace as anthropicModels } from './anthropic/models.ts'
import type { Detection } from './detect.ts'
import { listDetail as geminiList } from './gemini/endpoints.ts'
import { gemini } from './gemini/group.ts'
import { modelFace as geminiModels } from './gemini/models.ts'
import type { ModelFace } from './models/model-face.ts'
import type { ModelShelf } from './models/models.ts'
import {
  claudeListDetail as claudeList,
  detectDetail,
  listDetail as openaiList,
} from './openai/endpoints.ts'
import { openai } from './openai/group.ts'
import { modelFace as openaiModels } from './openai/models.ts'
import type { Hints, ProtocolGroup } from './protocol-group.ts'

/** The group of a request that tells nothing of its sender. */
export const defaultGroup: ProtocolGroup = openai

/** In the order in which they are asked whether a request is theirs. */
export const protocolGroups: readonly ProtocolGroup[] = [gemini, anthropic, openai]

/**
 * Three protocols list their models under the same path: two are known by headers (or the query) that only their
 * clients send.
 */
const chooseFace = ({ headers, query }: Hints): ModelFace => {
  if (headers.has('anthropic-version')) return anthropicModels
  if (headers.has('x-goog-api-key') || new URLSearchParams(query).has('key')) return geminiModels
  return openaiModels
}

export const modelShelves: readonly ModelShelf[] = [
  {
    path: '/v1/models',
    listDetail: openaiList,
    choose: chooseFace,
    otherLists: [{ path: '/v1/models/claude', detail: claudeList }],
  },
  { path: '/v1beta/models', listDetail: geminiList, choose: () => geminiModels },
]

export const detection: Detection = {
  path: '/v1/models/detect',
  detail: detectDetail,
  errorsIn: (hints) => chooseFace(hints).protocol,
}
