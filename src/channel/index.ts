export type { AnnouncedLimit } from './announced-limit.ts'
export type { Channel, ChannelSettings, ModelPage, Target, UpstreamRefusal } from './channel.ts'
export { builtinChannelIds, openChannel } from './open.ts'
export { addQuery, joinUrl } from './url.ts'
