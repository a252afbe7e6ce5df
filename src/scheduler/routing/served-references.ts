import { parseReferences } from '../../ir/reference.ts'
import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import { spokenAt } from './route.ts'

/** What a request named and was served with is at that account, if its upstream read it as it was written. */
export const learnServed = (
  { dispatch }: ExchangeState,
  account: string,
  { entries, routing, owners, context }: Ground,
): void => {
  const { user, references } = dispatch
  if (references === '') return
  const channel = entries.get(account)?.settings.channel ?? ''
  const spoken = spokenAt(channel, dispatch, routing)
  if (spoken === undefined || spoken.isTranslated === true) return
  const madeAt = context.clock.monotonic()
  for (const { id, isShared } of parseReferences(references))
    if (owners.find(id, user, madeAt).type === 'unknown')
      owners.learn(id, { user, account, madeAt, ...(isShared === true ? { isShared } : {}) })
}
