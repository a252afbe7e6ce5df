import type { Clock } from '../../../src/actor/index.ts'
import type { SimulatedAnswer, SimulatedRequest } from '../request.ts'
import type { Watch } from '../spectator.ts'
import type { Taken, UpstreamAccount } from '../upstream.ts'

/** What a peer's relay loop stands on: the same upstreams, the same clock. */
export type PeerWorld = {
  readonly clock: Clock
  readonly accounts: ReadonlyMap<string, UpstreamAccount>
  readonly watch: Watch
  readonly random: { next(): number }
}

export type Refused = Extract<Taken, { type: 'refused' }>

type Attempt = {
  readonly request: SimulatedRequest
  readonly account: UpstreamAccount
  readonly sentAt: number
  readonly done: (answer: SimulatedAnswer) => void
  /** The upstream has refused it; nothing was seen by the client. */
  readonly onRefused: (refused: Refused) => void
  readonly onServed: () => void
}

/** One upstream call of a peer. What has begun to answer is the client's. */
export const attempt = ({ clock, watch }: PeerWorld, one: Attempt): void => {
  const { request, account, sentAt, done, onRefused, onServed } = one
  const askedAt = clock.monotonic()
  const taken = account.begin(request, askedAt)
  const call = { request, account, taken }
  watch.asked(call)
  if (taken.type === 'refused') {
    clock.schedule(taken.afterMs, () => {
      watch.ended(call)
      onRefused(taken)
    })
    return
  }
  clock.schedule(taken.firstEventMs, () => {
    account.answering(request, clock.monotonic())
    watch.opened(call)
    onServed()
  })
  clock.schedule(taken.totalMs, () => {
    account.end()
    watch.ended(call)
    done({
      type: 'served',
      account: account.model.id,
      firstEventMs: askedAt + taken.firstEventMs - sentAt,
      waitedMs: askedAt - sentAt,
      usage: taken.usage,
    })
  })
}
