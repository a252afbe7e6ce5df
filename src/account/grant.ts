import { openChannel } from '../channel/index.ts'
import type { Grant } from '../exchange/attempt-context.ts'
import { openEgress, type Egress } from '../exchange/egress/egress.ts'
import type { AccountArguments } from './messages.ts'

/** What attempts of an account go by, as its settings are. */
export const openGrant = (args: AccountArguments): Grant => grantOf(args, openEgress(args.egress))

/** The way out stays open where it is the same; what goes by another one goes on as it began. */
export const changeGrant = (
  { egress }: Grant,
  before: AccountArguments,
  after: AccountArguments,
): Grant => {
  if (Bun.deepEquals(before.egress, after.egress)) return grantOf(after, egress)
  const grant = openGrant(after)
  egress.close()
  return grant
}

/** Another key or another address is another credential. */
export const isSameCredential = (one: AccountArguments, other: AccountArguments): boolean =>
  one.secret === other.secret && Bun.deepEquals(one.channel, other.channel)

const grantOf = (
  { id, channel, secret, userAgent, media, rules }: AccountArguments,
  egress: Egress,
): Grant => ({
  account: id,
  channel: openChannel(channel),
  secret,
  egress,
  userAgent,
  media,
  rules,
})
