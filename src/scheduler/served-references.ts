import { parseReferences } from '../ir/reference.ts'
import type { ExchangeState } from './exchange-state.ts'
import type { Ground } from './ground.ts'

/** What a request named and was served with is at that account, if its upstream read it as it was written. */
export const learnServed = (
  { dispatch: { user, protocol, operation, references } }: ExchangeState,
  account: string,
  { entries, routing, owners, context }: Ground,
): void => {
  if (references === '') return
  const channel = entries.get(account)?.settings.channel ?? ''
  const isNative = routing.channels
    .get(channel)
    ?.speaks.some(
      (spoken) =>
        spoken.protocol === protocol &&
        spoken.operation === operation &&
        spoken.isTranslated !== true,
    )
  if (isNative !== true) return
  const madeAt = context.clock.monotonic()
  for (const { id, isShared } of parseReferences(references))
    if (owners.find(id, user, madeAt).type === 'unknown')
      owners.learn(id, { user, account, madeAt, ...(isShared === true ? { isShared } : {}) })
}
