import { noRules } from '../../src/ir/rules.ts'
import { usualRests } from '../../test/support/rests.ts'
import { everyHour, noGuardrails } from '../../test/support/scheduler-world.ts'
import { MODEL } from './request.ts'

/** What the scheduler of a simulated program is started with and asked, where nothing depends on the run. */

const CHANNEL = 'model'

export const channel = {
  settings: {
    id: CHANNEL,
    baseUrl: 'http://127.0.0.1',
    protocol: 'openai-chat',
    alsoSpeaks: [],
    answers: '',
  },
  speaks: [{ protocol: 'openai-chat', operation: 'generate' }],
  models: [MODEL],
  maxPrompts: 0,
  modelPatterns: [],
  rules: noRules,
} as const

export const account = {
  channel: CHANNEL,
  secret: 'simulated',
  priority: 0,
  models: [],
  egress: { proxyUrl: '', proxyUsername: '', proxyPassword: '' },
  quotaGroup: '',
  tier: '',
}

export const settled = {
  mapping: {},
  defaultChannel: '',
  splitsModels: false,
  preferredAccount: '',
  compliance: noGuardrails,
  rests: usualRests,
  discovery: everyHour,
  maxWaiting: 10_000,
  requestTimeoutMs: 600_000,
  firstEventTimeoutMs: 600_000,
  idleTimeoutMs: 600_000,
  userAgent: 'switchyard/simulated',
  media: { isAllowed: false, maxBytes: 1, timeoutMs: 1 },
  isolation: 'shared',
  threads: 1,
} as const

export const dispatch = {
  type: 'dispatch',
  protocol: 'openai-chat',
  operation: 'generate',
  scope: '',
  model: MODEL,
  isStreaming: true,
  framing: 'sse',
  query: '',
  headers: '',
  modelStart: -1,
  modelEnd: -1,
  resource: '',
  account: '',
  bodyBytes: -1,
  references: '',
} as const
