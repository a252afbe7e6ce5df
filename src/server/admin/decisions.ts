import type { Receipt } from '../../scheduler/messages.ts'
import { notThere, shortened } from '../refusal.ts'
import { nobodyAnswered } from './busy.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminRoute } from './route.ts'
import { inSnakeCase } from './snake-case.ts'

export const decisionRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/decisions/:requestId',
    id: 'getDecision',
    summary: 'Why a request went where it went',
    description:
      'The accounts at the last choice with what was compared, what became of the request step by step (ms since it came), and the account that had it last. Of a request that goes on `stage` says where it is; of those that have ended the latest 1,000 are kept.',
    shown: shownBy(inSnakeCase(example)),
    answer: async ({ params: { requestId = '' } }) => {
      const found = await operator.receipt(requestId)
      if (found === undefined) return refused(nobodyAnswered)
      return found.receipt === null
        ? refused(unknownRequest(requestId))
        : told(inSnakeCase(found.receipt))
    },
  },
]

const unknownRequest = (requestId: string) =>
  notThere(
    'decision_not_found',
    `Nothing is known of a request "${shortened(requestId)}": it never came to a choice, or 1,000 others have ended since. Its record in the database and the log say how it ended.`,
  )

const example: Receipt = {
  requestId: '0190c3c4-7f2e-4c1a-9c55-0d8f1a2b3c4d',
  exchange: 7,
  dispatchedAt: 1_790_000_000_000,
  model: 'gpt-5.1',
  mode: 'balance',
  session: 'conversation-1',
  stage: 'ended',
  account: 'team/two',
  attempts: 2,
  waitedMs: 0,
  totalMs: 2140,
  chosenAt: 130,
  guardedMs: 0,
  candidates: [
    {
      account: 'team/two',
      state: 'ready',
      priority: 0,
      weight: 1,
      inFlight: 0,
      slots: 4,
      restMs: 0,
      restCause: '',
      tier: 'pro',
      quotaLeft: 0.8,
      quotaResetMs: 3_600_000,
      health: 1,
      latencyMs: 420,
      spentTokens: 12_000,
      idleMs: 850,
      warmTokens: 0,
      isBound: false,
      isPreferred: false,
      refusal: '',
    },
  ],
  others: 0,
  steps: [
    { at: 0, type: 'offered', account: 'team/one', detail: '' },
    {
      at: 130,
      type: 'failed',
      account: 'team/one',
      detail: '429 rate_limited (rate_limit_exceeded)',
    },
    { at: 130, type: 'offered', account: 'team/two', detail: '' },
    { at: 610, type: 'committed', account: 'team/two', detail: '' },
    { at: 2140, type: 'ended', account: 'team/two', detail: 'completed' },
  ],
}
