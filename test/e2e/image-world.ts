import { toFile } from 'openai'
import { mediaChannel, onePixel, type MediaUpstream } from '../support/media-upstream.ts'
import { openWorld, type World } from '../support/relay-world.ts'

export const open = (protocol: 'openai-chat' | 'gemini', upstream: MediaUpstream): Promise<World> =>
  openWorld({ channels: (usual) => [...usual, mediaChannel('studio', protocol, upstream)] })

export const picture = (): Promise<File> =>
  toFile(Buffer.from(onePixel, 'base64'), 'picture.png', { type: 'image/png' })
