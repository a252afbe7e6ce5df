import { imageUpstream as gemini } from './gemini/images.ts'
import type { ImageClient, ImageUpstream } from './image-codec.ts'
import { imageClient as openAiChat } from './openai-chat/images.ts'
import type { ProtocolId } from './protocol.ts'

/** The protocols that have words of their own for images. */
export const imageClients: Readonly<Partial<Record<ProtocolId, ImageClient>>> = {
  'openai-chat': openAiChat,
}

export const imageUpstreams: Readonly<Partial<Record<ProtocolId, ImageUpstream>>> = { gemini }
