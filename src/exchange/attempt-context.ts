import type { Clock } from '../actor/clock.ts'
import type { RelayRules } from '../ir/rules.ts'
import type { Channel } from '../channel/index.ts'
import type { BodyFeed } from './body-feed.ts'
import type { Breaker } from './breaker.ts'
import type { Egress } from './egress/egress.ts'
import type { MediaRules } from './media/fetch-media.ts'
import type { Order } from './messages.ts'
import type { Measures } from './outcome.ts'
import type { CallPlan } from './plan/call-plan.ts'
import type { Sink } from './sink.ts'

/** What an account lends to one attempt. */
export type Grant = {
  /** `channel/credential`. */
  readonly account: string
  readonly channel: Channel
  readonly secret: string
  readonly egress: Egress
  readonly userAgent: string
  readonly media: MediaRules
  readonly rules: RelayRules
}

/** What one attempt works with. */
export type AttemptContext = {
  readonly order: Order
  readonly grant: Grant
  readonly plan: CallPlan
  readonly sink: Sink
  readonly clock: Clock
  readonly breaker: Breaker
  readonly measures: Measures
  /** Its body, where that comes in parts. */
  readonly feed?: BodyFeed | undefined
}
