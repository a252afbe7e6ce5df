import { embedCodecs } from '../../protocol/embed-codecs.ts'
import { imageClients, imageUpstreams } from '../../protocol/image-codecs.ts'
import { imageMakers } from '../../protocol/image-makers.ts'
import type { Operation, ProtocolId } from '../../protocol/protocol.ts'
import type { Converter } from './conversion.ts'
import { convertEmbedding } from './convert-embedding.ts'
import { convertImagePrompt } from './convert-image-prompt.ts'
import { convertImages } from './convert-images.ts'
import type { Order } from '../messages.ts'

type Wish = Pick<Order, 'protocol' | 'operation' | 'model'>

/** How an upstream of another protocol is asked for what is no conversation. */
export type Way = { readonly operation: Operation; readonly convert: Converter }

/** Undefined: that protocol has no words for it, or it is a conversation. */
export const conversionTo = (
  { protocol, operation, model }: Wish,
  target: ProtocolId,
): Way | undefined => {
  const embedding = embedCodecs[target]
  if (embedding !== undefined && embedCodecs[protocol]?.clientOperations.includes(operation))
    return { operation: embedding.operation, convert: convertEmbedding }
  const images = imageUpstreams[target]
  if (images !== undefined && imageClients[protocol]?.operations.includes(operation))
    return { operation: images.operationFor(model), convert: convertImages }
  return operation === 'generate' && imageMakers[target]?.isMaker(model) === true
    ? { operation: 'make-images', convert: convertImagePrompt }
    : undefined
}
