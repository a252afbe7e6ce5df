import { nearestName } from '../ir/near-names.ts'
import { declaredAccounts } from './accounts.ts'
import { type Warning, warning } from './findings.ts'
import type { Settings } from './schema.ts'
import { servedAccounts } from './served.ts'

/** No fault: the account may come with a later edit of the file, and is preferred from then on. */
export const preferredWarnings = (settings: Settings): readonly Warning[] => {
  const wanted = settings.proxy.preferred_account_id
  if (wanted === '' || servedAccounts(settings).some(({ id }) => id === wanted)) return []
  return [
    warning(['proxy', 'preferred_account_id'], `${problemOf(settings, wanted)}: ${meanwhile}`),
  ]
}

const meanwhile = 'until it is, no account is preferred'

const problemOf = (settings: Settings, wanted: string): string => {
  const known = declaredAccounts(settings).map(({ id }) => id)
  if (known.includes(wanted)) return `the account \`${wanted}\` is switched off or not served`
  const near = nearestName(wanted, known)
  const hint =
    near === undefined ? 'accounts are named `channel/credential`' : `did you mean \`${near}\`?`
  return `names no account that is there (\`${wanted}\`; ${hint})`
}
