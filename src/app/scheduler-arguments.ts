import { openChannel, type ChannelSettings } from '../channel/index.ts'
import type { EgressSettings } from '../exchange/egress.ts'
import { serves } from '../exchange/targets.ts'
import { operations, protocolIds } from '../protocol/protocol.ts'
import type {
  RoutableChannel,
  SchedulableAccount,
  SchedulerArguments,
} from '../scheduler/messages.ts'
import {
  egressOf,
  servedAccounts,
  servedChannels,
  type Channel,
  type DeclaredAccount,
  type Settings,
} from '../settings/index.ts'

/** What the scheduler is started with under these settings: channels and accounts that are switched on. */
export const schedulerArguments = (
  settings: Settings,
  program: Pick<SchedulerArguments, 'userAgent' | 'viewer' | 'threads'>,
): SchedulerArguments => {
  const { scheduling, custom_mapping: mapping, ...proxy } = settings.proxy
  return {
    channels: servedChannels(settings).map((channel) => routableChannel(channel, scheduling.mode)),
    accounts: servedAccounts(settings).flatMap((account) => schedulableAccount(settings, account)),
    mapping,
    defaultChannel: proxy.default_channel,
    maxWaitMs: scheduling.max_wait_seconds * 1000,
    maxWaiting: scheduling.max_waiting,
    requestTimeoutMs: proxy.request_timeout * 1000,
    firstEventTimeoutMs: proxy.first_event_timeout * 1000,
    idleTimeoutMs: proxy.stream_idle_timeout * 1000,
    media: {
      isAllowed: proxy.remote_media.enabled,
      maxBytes: proxy.remote_media.max_bytes,
      timeoutMs: proxy.remote_media.timeout_seconds * 1000,
    },
    isolation: settings.runtime.isolation,
    ...program,
  }
}

const routableChannel = (
  { id, settings }: Channel,
  mode: SchedulerArguments['channels'][number]['mode'],
): RoutableChannel => {
  const channelSettings: ChannelSettings = {
    id,
    baseUrl: settings.base_url,
    protocol: settings.protocol,
    alsoSpeaks: settings.also_speaks,
    answers: settings.answers,
  }
  const channel = openChannel(channelSettings)
  return {
    settings: channelSettings,
    speaks: protocolIds.flatMap((protocol) =>
      operations
        .filter((operation) => serves(channel, protocol, operation))
        .map((operation) => ({ protocol, operation })),
    ),
    models: settings.models,
    modelPatterns: channel.modelPatterns,
    mode: settings.scheduling_mode === '' ? mode : settings.scheduling_mode,
  }
}

/** An account whose way out is blocked is not started at all: it must not find another. */
const schedulableAccount = (settings: Settings, account: DeclaredAccount): SchedulableAccount[] => {
  const egress = egressSettings(settings, account)
  const { id, channel, credential } = account
  return egress === undefined
    ? []
    : [
        {
          id,
          egress,
          channel: channel.id,
          secret: credential.secret.reveal(),
          maxConcurrency: credential.max_concurrency,
          priority: credential.priority,
          weight: credential.weight,
          models: credential.models,
        },
      ]
}

const egressSettings = (
  settings: Settings,
  account: DeclaredAccount,
): EgressSettings | undefined => {
  const egress = egressOf(settings, account)
  switch (egress.type) {
    case 'blocked':
      return undefined
    case 'direct':
      return { proxyUrl: '', proxyUsername: '', proxyPassword: '' }
    case 'proxy':
      return {
        proxyUrl: egress.url,
        proxyUsername: egress.login?.username ?? '',
        proxyPassword: egress.login?.password.reveal() ?? '',
      }
    default:
      return egress satisfies never
  }
}
