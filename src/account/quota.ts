import type { AnnouncedLimit } from '../channel/index.ts'
import { withModel } from './by-model.ts'
import { addCooldown, type Cooldown } from './cooldown.ts'
import type { Quota } from './messages.ts'

/** A limit that does not say when it is whole again is taken for one of a minute: else nobody would ever ask again. */
const USUAL_RESET_MS = 60_000

/** What is known of the quotas after an answer that told of limits: of several for one scope the scarcest. */
export const learnQuotas = (
  quotas: readonly Quota[],
  limits: readonly AnnouncedLimit[],
  { model, now }: { readonly model: string; readonly now: number },
): readonly Quota[] =>
  ['', model].reduce((known, scope) => {
    const scarcest = scarcestOf(limits, scope === '')
    if (scarcest === undefined) return known
    const { left, resetsAt } = scarcest
    return withModel(known, { model: scope, left, resetsAt: resetsAt || now + USUAL_RESET_MS })
  }, quotas)

const scarcestOf = (
  limits: readonly AnnouncedLimit[],
  isOfAccount: boolean,
): AnnouncedLimit | undefined => {
  let scarcest: AnnouncedLimit | undefined
  for (const limit of limits)
    if (limit.isOfAccount === isOfAccount && (scarcest === undefined || limit.left < scarcest.left))
      scarcest = limit
  return scarcest
}

/** A limit that is used up is let alone until it can be used again: nobody needs to be refused to know. */
export const restForSpent = (
  cooldowns: readonly Cooldown[],
  spent: readonly AnnouncedLimit[],
  model: string,
): readonly Cooldown[] =>
  spent.reduce(
    (known, { isOfAccount, spentUntil }) =>
      addCooldown(known, {
        model: isOfAccount ? '' : model,
        until: spentUntil,
        cause: 'announced',
      }),
    cooldowns,
  )

/** Less than this is no news: each change is a message, and a choice would be the same. */
const NOTABLE = 0.05
/** Below it an account is kept for last. */
const SCARCE = 0.1

/** Whether what is known now differs from what was told by enough to tell it. */
export const differsNotably = (
  told: readonly Quota[],
  known: readonly Quota[],
  now: number,
): boolean =>
  known.some((quota) => {
    const before = leftOf(told, quota.model, now)
    const after = isOver(quota, now) ? 1 : quota.left
    return (
      Math.abs(before - after) >= NOTABLE ||
      before < SCARCE !== after < SCARCE ||
      (before === 0) !== (after === 0)
    )
  })

/** As whoever was told reads it: what should be whole again by now is. */
const leftOf = (quotas: readonly Quota[], model: string, now: number): number => {
  const quota = quotas.find((one) => one.model === model)
  return quota === undefined || isOver(quota, now) ? 1 : quota.left
}

const isOver = ({ resetsAt }: Quota, now: number): boolean => resetsAt <= now
