import type { Extras } from '../ir/part.ts'
import { readImageConfig } from './gemini/image-config.ts'
import type { ImageConfig, ImageMaker } from './image-maker.ts'
import { imageMaker as openAiChat } from './openai-chat/image-maker.ts'
import type { ProtocolId } from './protocol.ts'

export const imageMakers: Readonly<Partial<Record<ProtocolId, ImageMaker>>> = {
  'openai-chat': openAiChat,
}

/** What clients say of an image beside the conversation. */
export const imageConfigs: Readonly<Partial<Record<ProtocolId, (extras: Extras) => ImageConfig>>> =
  { gemini: readImageConfig }
