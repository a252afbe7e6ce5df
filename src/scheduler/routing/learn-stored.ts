import type { Settled } from '../../account/messages.ts'
import { goneStatuses } from '../../ir/reference.ts'
import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'

/** What is deleted, and what its upstream does not find, is listed no more, unless it is found again. */
export const learnStored = (
  { dispatch: { user, operation, resource, references } }: ExchangeState,
  { outcome, upstreamStatus }: Settled,
  { owners }: Ground,
): void => {
  const isServed = outcome === 'served'
  // Where it names something else as well, that may be what is not there.
  const isMissing = outcome === 'refused' && goneStatuses.has(upstreamStatus) && references === ''
  if (isMissing || (isServed && operation === 'delete')) owners.hide(resource, user)
  else if (isServed) owners.show(resource, user)
}
