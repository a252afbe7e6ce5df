import type { ProxyEntry } from '../../settings/index.ts'
import { badField } from '../refusal.ts'
import { readInner, type Field, type Read, type Table } from './fields.ts'

const authFields: readonly Field[] = [{ name: 'username' }, { name: 'password' }]

/** How answers show a password: whoever sends back what was read sends this. */
const mask = /^\*\*\*( \([0-9a-f]{4}\))?$/

/**
 * The fields of a proxy, `auth` among them as it was sent or with what it leaves out as `known` has it. A password that
 * comes as its own mask is the one that it masks; a mask of another one would be taken for a password and is refused.
 */
export const readAuth = (table: Table, known: ProxyEntry['auth']): Read => {
  const sent = table['auth'] === null ? undefined : readInner(table, 'auth', authFields)
  if (sent === undefined) return { type: 'read', table }
  if (sent.type === 'refused') return sent
  const { password, ...rest } = sent.table
  const isKept = password === undefined || (known !== undefined && password === known.password.mask)
  if (!isKept && typeof password === 'string' && mask.test(password)) return onlyAMask
  return {
    type: 'read',
    table: { ...table, auth: { ...plainAuth(known), ...rest, ...(isKept ? {} : { password }) } },
  }
}

const onlyAMask: Read = {
  type: 'refused',
  failure: badField(
    'auth.password',
    '"auth.password" is how a password is shown, not one, and this proxy has no password that is shown so. Send the password itself.',
  ),
}

/** As the settings take a proxy: they wrap its password again. It goes nowhere else. */
export const plainEntry = (entry: ProxyEntry): Table =>
  entry.auth === undefined ? entry : { ...entry, auth: plainAuth(entry.auth) }

const plainAuth = (auth: ProxyEntry['auth']): Table =>
  auth === undefined ? {} : { ...auth, password: auth.password.reveal() }
