import { freshStatus, type AccountStatus } from '../account/messages.ts'
import type { StateEntry } from '../ledger/state.ts'
import type {
  KeptAccount,
  KeptBinding,
  KeptOwner,
  KeptOwners,
  KeptState,
} from '../scheduler/keeping/kept-state.ts'

/** How what the scheduler keeps stands in the database. See `docs/records.md`. */

export const bindingKind = 'binding'
const ownerKind = 'owner'
const unkeptKind = 'unkept'
const accountKind = 'account'

/** As many as the scheduler remembers. */
export const wantedKinds = {
  [bindingKind]: 100_000,
  [ownerKind]: 200_000,
  [unkeptKind]: 20_000,
  [accountKind]: 100_000,
}

/** `at`: of what has no instant of its own. */
export const entriesOf = (state: KeptState, at: number): readonly StateEntry[] => [
  ...state.bindings.map(({ session, account, boundAt, usedAt, uses }) => ({
    kind: bindingKind,
    key: session,
    value: account === '' ? null : JSON.stringify({ account, boundAt, uses }),
    at: usedAt,
  })),
  ...state.owners.map((owners) => ownersEntry(ownerKind, owners, at)),
  ...state.unkept.map((owners) => ownersEntry(unkeptKind, owners, at)),
  ...state.accounts.map(({ account, digest, status }) => ({
    kind: accountKind,
    key: account,
    value: status === null ? null : JSON.stringify({ digest, status }),
    at,
  })),
]

const ownersEntry = (kind: string, { id, owners }: KeptOwners, at: number): StateEntry => ({
  kind,
  key: id,
  value: owners.length === 0 ? null : JSON.stringify(owners),
  at: owners.at(-1)?.madeAt ?? at,
})

type Entries = ReadonlyMap<string, readonly StateEntry[]>

/** The latest come first in the database and last here. What is not as it should be is left out. */
export const keptStateOf = (entries: Entries): KeptState => {
  const read = <Kept>(kind: string, from: (entry: StateEntry) => Kept | undefined): Kept[] =>
    (entries.get(kind) ?? []).flatMap((entry) => from(entry) ?? []).toReversed()
  return {
    bindings: read(bindingKind, bindingFrom),
    owners: read(ownerKind, ownersFrom),
    unkept: read(unkeptKind, ownersFrom),
    accounts: read(accountKind, accountFrom),
  }
}

const bindingFrom = ({ key, value, at }: StateEntry): KeptBinding | undefined => {
  const { account, boundAt, uses } = tableIn(value)
  return typeof account === 'string' && typeof boundAt === 'number' && typeof uses === 'number'
    ? { session: key, account, boundAt, usedAt: at, uses }
    : undefined
}

const ownersFrom = ({ key, value }: StateEntry): KeptOwners | undefined => {
  const found = parsed(value)
  return Array.isArray(found) && found.every(isOwner) ? { id: key, owners: found } : undefined
}

const isOwner = (value: unknown): value is KeptOwner => {
  const { user, account, madeAt, isShared = true } = asTable(value)
  return (
    typeof user === 'string' &&
    typeof account === 'string' &&
    typeof madeAt === 'number' &&
    isShared === true
  )
}

const accountFrom = ({ key, value }: StateEntry): KeptAccount | undefined => {
  const { digest, status } = tableIn(value)
  return typeof digest === 'string' && isStatus(status)
    ? { account: key, digest, status: { ...freshStatus, ...status } }
    : undefined
}

/** What a version before this one did not have yet is as with a fresh account. */
const isStatus = (value: unknown): value is Partial<AccountStatus> =>
  Object.entries(asTable(value)).every(([name, field]) =>
    isAlike(field, new Map<string, unknown>(Object.entries(sample)).get(name)),
  )

/** With one of each list, so that each is known by its fields. */
type Sample = {
  readonly [Field in keyof AccountStatus]: AccountStatus[Field] extends readonly (infer Item)[]
    ? readonly [Item]
    : AccountStatus[Field]
}

const sample: Sample = {
  ...freshStatus,
  cooldowns: [{ model: '', until: 0, cause: 'quota' }],
  quotas: [{ model: '', left: 0, resetsAt: 0 }],
  rooms: [{ model: '', limit: 0, countsCached: false, left: 0, at: 0, fullAt: 0 }],
  ramps: [{ model: '', slots: 0 }],
  climbs: [{ model: '', height: 0, at: 0 }],
}

/** Of the same type, and if it is a list, made of tables that have all of the fields. */
const isAlike = (value: unknown, wanted: unknown): boolean => {
  if (!Array.isArray(value) || !Array.isArray(wanted))
    return typeof value === typeof wanted && Array.isArray(value) === Array.isArray(wanted)
  const [one] = wanted
  return value.every((item) => {
    const fields = asTable(item)
    return Object.entries(asTable(one)).every(([name, field]) => isAlike(fields[name], field))
  })
}

type Fields = Readonly<Record<string, unknown>>

const tableIn = (text: string | null): Fields => asTable(parsed(text))

const asTable = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const parsed = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}
