import type { Failure } from '../../ir/failure.ts'
import { goneStatuses } from '../../ir/reference.ts'
import type { KeptItem } from '../../scheduler/messages.ts'
import { askKept, type Asked } from './ask-kept.ts'
import type { Progress } from '../dispatch/facts.ts'
import type { Front } from '../front.ts'
import type { Wishes } from '../request/wishes.ts'

/** Things as their upstreams show them, each with its id. */
export type Gathered =
  | { readonly type: 'gathered'; readonly shown: readonly ShownItem[] }
  | { readonly type: 'refused'; readonly failure: Failure }

export type ShownItem = KeptItem & { readonly body: string }

type Gathering = {
  readonly kept: readonly KeptItem[]
  readonly most: number
  /** Of the request: they hold for each thing. */
  readonly wishes: Wishes
}

/** Asked for at once: whoever lists much shall not fill the accounts' slots. */
const MOST_AT_ONCE = 8

/**
 * The first `most` things that are still there. What its upstream does not find is gone; whatever else keeps one thing
 * from being shown fails the whole: a list that leaves out what is there would be taken for true.
 */
export const gatherKept = async (
  front: Front,
  progress: Progress,
  { kept, most, wishes }: Gathering,
): Promise<Gathered> => {
  const shown: ShownItem[] = []
  let next = 0
  while (shown.length < most && next < kept.length) {
    const some = kept.slice(next, next + Math.min(MOST_AT_ONCE, most - shown.length))
    next += some.length
    const asked = await Promise.all(
      some.map(({ id: resource }) => askKept(front, progress, { ...wishes, resource })),
    )
    for (const [at, item] of some.entries()) {
      const seen = see(progress, asked[at])
      if (seen.type === 'refused') return seen
      if (seen.type === 'shown') shown.push({ ...item, body: seen.body })
    }
  }
  return { type: 'gathered', shown }
}

type Seen =
  | { readonly type: 'shown'; readonly body: string }
  | { readonly type: 'gone' }
  | { readonly type: 'refused'; readonly failure: Failure }

const see = ({ call }: Progress, asked: Asked | undefined): Seen => {
  if (asked === undefined) return { type: 'gone' }
  if (asked.type === 'failed')
    return goneStatuses.has(asked.failure.status)
      ? { type: 'gone' }
      : { type: 'refused', failure: asked.failure }
  const { status, body } = asked
  if (status < 400) return { type: 'shown', body }
  if (goneStatuses.has(status)) return { type: 'gone' }
  const error = call.protocol.readError(body)
  const message = error?.message ?? `The upstream refused the request with status ${status}.`
  return { type: 'refused', failure: { kind: 'client', code: 'upstream_refused', status, message } }
}
