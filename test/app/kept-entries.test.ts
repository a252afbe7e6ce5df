import { expect, test } from 'bun:test'
import { freshStatus } from '../../src/account/messages.ts'
import { entriesOf, keptStateOf } from '../../src/app/kept-entries.ts'
import type { StateEntry } from '../../src/ledger/state.ts'
import type { KeptState } from '../../src/scheduler/keeping/kept-state.ts'

const owner = (madeAt: number) => ({ user: 'alice', account: 'openai/a', madeAt })

const state: KeptState = {
  bindings: [
    { session: 'alice\nopenai\none', account: 'openai/a', boundAt: 1, usedAt: 2, uses: 3 },
    { session: 'alice\nopenai\ntwo', account: 'openai/b', boundAt: 2, usedAt: 4, uses: 1 },
  ],
  owners: [{ id: 'resp_1', owners: [owner(5), { ...owner(6), user: 'bob', isShared: true }] }],
  unkept: [{ id: 'resp_2', owners: [{ ...owner(7), account: '' }] }],
  accounts: [
    {
      account: 'openai/a',
      digest: 'd1',
      status: {
        ...freshStatus,
        state: 'out',
        reason: 'refused',
        cooldowns: [{ model: 'm', until: 9, cause: 'quota' }],
      },
    },
  ],
}

/** As a store lists them: by kind, the latest first. */
const listed = (entries: readonly StateEntry[]): ReadonlyMap<string, readonly StateEntry[]> =>
  Map.groupBy(entries.toReversed(), ({ kind }) => kind)

test('what is kept comes back as it was, the oldest first', () => {
  expect(keptStateOf(listed(entriesOf(state, 10)))).toEqual(state)
})

test('what is no more has no value', () => {
  const gone: KeptState = {
    bindings: [{ session: 's', account: '', boundAt: 0, usedAt: 3, uses: 0 }],
    owners: [{ id: 'resp_1', owners: [] }],
    unkept: [],
    accounts: [{ account: 'openai/a', digest: '', status: null }],
  }
  expect(entriesOf(gone, 10).map(({ key, value }) => [key, value])).toEqual([
    ['s', null],
    ['resp_1', null],
    ['openai/a', null],
  ])
})

test.each(['', '{', 'null', '[]', '{}', '[{}]', '"x"', '{"digest":1,"status":{}}'])(
  'a value that is not as it should be is left out: %p',
  (value) => {
    const kinds = ['binding', 'owner', 'unkept', 'account'] as const
    const entries = kinds.map((kind) => ({ kind, key: 'k', value, at: 1 }))
    const found = keptStateOf(listed(entries))
    const isEmptyList = value === '[]'
    expect(Object.values(found).flat()).toHaveLength(isEmptyList ? 2 : 0)
  },
)

/** The one account that is kept, with such a status. */
const accountWith = (status: unknown) => {
  const value = JSON.stringify({ digest: 'd', status })
  return keptStateOf(listed([{ kind: 'account', key: 'a', value, at: 1 }])).accounts
}

test.each([
  { cooldowns: {} },
  { cooldowns: [null] },
  { cooldowns: [{ model: 'm', until: 'soon', cause: 'quota' }] },
  { quotas: [{ model: 'm', left: 1 }] },
  { rooms: [{ model: 'm', limit: 1_000 }] },
  { ramps: [{ model: 'm' }] },
  { climbs: [{ model: 'm', height: 1 }] },
  { health: 'well' },
  { unheardOf: 1 },
])('a status of another form is left out: %j', (status) => {
  expect(accountWith(status)).toEqual([])
})

test('what a status does not say yet is as with a fresh account', () => {
  expect(accountWith({ state: 'out' })).toEqual([
    { account: 'a', digest: 'd', status: { ...freshStatus, state: 'out' } },
  ])
})
