/**
 * The whole tree of settings, as it stands in a file. Its descriptions, defaults and bounds are the
 * only statement of them: validation, `docs/configuration.md` and the type come from here.
 */
import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { channelsSchema } from './schema-channels.ts'
import type { channelSchema, credentialSchema } from './schema-channels.ts'
import { globalSchema, runtimeSchema } from './schema-global.ts'
import { proxySchema } from './schema-proxy.ts'
import type { proxyEntrySchema } from './schema-policy.ts'
import type { ReadonlyDeep } from './schema-parts.ts'
import { schedulerDutiesSchemas } from './schema-duties.ts'

export const settingsSchema = Type.Object(
  {
    global: globalSchema,
    runtime: runtimeSchema,
    proxy: proxySchema,
    channels: channelsSchema,
    ...schedulerDutiesSchemas,
  },
  { description: 'The settings.' },
)

/** The effective settings: every default filled in, every reference checked. */
export type Settings = ReadonlyDeep<Static<typeof settingsSchema>>

export type Channel = ReadonlyDeep<Static<typeof channelSchema>>

export type Credential = ReadonlyDeep<Static<typeof credentialSchema>>

export type ProxyEntry = ReadonlyDeep<Static<typeof proxyEntrySchema>>
