import { openChannel, type ChannelSettings } from '../channel/index.ts'
import { serviceOf } from '../exchange/plan/targets.ts'
import type { CacheBreakpoint, RelayRules } from '../ir/rules.ts'
import { operations, protocolIds } from '../protocol/protocol.ts'
import type {
  ModeName,
  ComplianceRules,
  RoutableChannel,
  SchedulableAccount,
  SchedulerArguments,
} from '../scheduler/messages.ts'
import {
  servedAccounts,
  servedChannels,
  usesProxies,
  type Channel,
  type DeclaredAccount,
  type Settings,
  pickModeOf,
} from '../settings/index.ts'
import { discoveryRhythm } from './discovery-rhythm.ts'

/** What the scheduler is started with under these settings: channels and accounts that are switched on. */
export const schedulerArguments = (
  settings: Settings,
  program: Pick<SchedulerArguments, 'userAgent' | 'viewer' | 'counter' | 'threads' | 'isolation'>,
): SchedulerArguments => {
  const { proxy } = settings
  const { scheduling, custom_mapping: mapping } = proxy
  return {
    channels: servedChannels(settings).map((channel) => routableChannel(channel, proxy)),
    accounts: servedAccounts(settings).map((account) => schedulableAccount(settings, account)),
    mapping,
    defaultChannel: proxy.default_channel,
    splitsModels: proxy.model_suffixes,
    preferredAccount: proxy.preferred_account_id,
    maxWaitMs: scheduling.max_wait_seconds * 1000,
    maxWaiting: scheduling.max_waiting,
    compliance: complianceRules(proxy.compliance),
    discovery: discoveryRhythm(settings.runtime.timetable),
    requestTimeoutMs: proxy.request_timeout * 1000,
    firstEventTimeoutMs: proxy.first_event_timeout * 1000,
    idleTimeoutMs: proxy.stream_idle_timeout * 1000,
    media: {
      isAllowed: proxy.remote_media.enabled,
      maxBytes: proxy.remote_media.max_bytes,
      timeoutMs: proxy.remote_media.timeout_seconds * 1000,
    },
    rests: {
      isEnabled: settings.circuit_breaker.enabled,
      quotaStepsMs: settings.circuit_breaker.backoff_steps.map((seconds) => seconds * 1000),
    },
    ...program,
  }
}

/** The operator's own limits, as the scheduler goes by them. */
export const complianceRules = (compliance: Settings['proxy']['compliance']): ComplianceRules => ({
  isEnabled: compliance.enabled,
  maxGlobalRequestsPerMinute: compliance.max_global_requests_per_minute,
  maxAccountRequestsPerMinute: compliance.max_account_requests_per_minute,
  maxAccountConcurrency: compliance.max_account_concurrency,
  maxAttempts: compliance.max_retry_attempts,
  riskRestMs: compliance.risk_cooldown_seconds * 1000,
  riskStatuses: compliance.risk_statuses,
  restsAfter429: compliance.cooldown_on_http_429,
})

export const channelSettings = ({ id, settings }: Channel): ChannelSettings => ({
  id,
  baseUrl: settings.base_url,
  protocol: settings.protocol,
  alsoSpeaks: settings.also_speaks,
  answers: settings.answers,
})

const routableChannel = (
  declared: Channel,
  { scheduling, thought_wrapper_tags: tags }: Settings['proxy'],
): RoutableChannel => {
  const { settings } = declared
  const channel = openChannel(channelSettings(declared))
  return {
    settings: channelSettings(declared),
    speaks: protocolIds.flatMap((protocol) =>
      operations
        .map((operation) => ({
          protocol,
          operation,
          service: serviceOf(channel, protocol, operation),
        }))
        .filter(({ service }) => service !== 'none')
        .map(({ service, ...spoken }) =>
          service === 'translated' ? { ...spoken, isTranslated: true } : spoken,
        ),
    ),
    models: settings.models,
    modelPatterns: channel.modelPatterns,
    mode: modeOf(settings, scheduling.mode),
    maxPrompts: settings.credential_cache_affinity_max_keys,
    rules: {
      cacheBreakpoints: settings.cache_breakpoints.map(cacheBreakpoint),
      ...thoughtTags(tags),
    },
  }
}

const modeOf = (settings: Channel['settings'], ofAll: ModeName): ModeName => {
  const picked = pickModeOf({ settings })
  if (picked !== '') return picked
  return settings.scheduling_mode === '' ? ofAll : settings.scheduling_mode
}

const thoughtTags = ([open, close]: readonly string[]): Pick<RelayRules, 'thoughtTags'> =>
  open === undefined || close === undefined ? {} : { thoughtTags: { open, close } }

const cacheBreakpoint = (
  rule: Channel['settings']['cache_breakpoints'][number],
): CacheBreakpoint => {
  const { content_position: contentPosition, content_index: contentIndex } = rule
  return {
    target: rule.target,
    position: rule.position,
    index: Math.max(1, rule.index),
    contentPosition: contentPosition === '' ? 'nth' : contentPosition,
    // Either of the two says that a message is chosen first.
    contentIndex: contentPosition === '' ? contentIndex : Math.max(1, contentIndex),
    ttl: rule.ttl,
  }
}

const schedulableAccount = (
  settings: Settings,
  { id, channel, credential }: DeclaredAccount,
): SchedulableAccount => ({
  id,
  channel: channel.id,
  secret: credential.secret.reveal(),
  maxConcurrency: credential.max_concurrency,
  priority: credential.priority,
  weight: credential.weight,
  models: credential.models,
  egress: { proxyUrl: '', proxyUsername: '', proxyPassword: '' },
  ...(usesProxies(settings) ? { awaitsEgress: true } : {}),
  quotaGroup: credential.quota_group,
  tier: credential.tier,
})
