import { expect, test } from 'bun:test'
import { Keeper } from '../../src/app/keeper.ts'
import type { StateEntry } from '../../src/ledger/state.ts'
import type { KeptState } from '../../src/scheduler/keeping/kept-state.ts'

const now = 1_790_000_000_000
const day = 24 * 3_600_000

const state: KeptState = {
  bindings: [{ session: 's', account: 'openai/a', boundAt: 1, usedAt: 2, uses: 3 }],
  owners: [{ id: 'resp_1', owners: [{ user: 'alice', account: 'openai/a', madeAt: 1 }] }],
  unkept: [],
  accounts: [],
}

const openKeeper = (keepsBindings: boolean) => {
  const kept: StateEntry[] = []
  const ledger = { keepState: (entries: readonly StateEntry[]) => void kept.push(...entries) }
  const keeper = new Keeper({ ledger, clock: { now: () => now }, keepsBindings })
  return { keeper, kept }
}

const forgotten = (at: number): StateEntry => ({ kind: 'binding', key: '', value: null, at })

test('at the start, bindings that are too old for use are forgotten, and all when none is to be kept', () => {
  expect(openKeeper(true).kept).toEqual([forgotten(now - day)])
  expect(openKeeper(false).kept).toEqual([forgotten(now)])
})

test('no binding is written when none is to be kept, and the rest is', () => {
  const { keeper, kept } = openKeeper(false)
  keeper.keep(state)
  expect(kept.slice(1).map(({ kind }) => kind)).toEqual(['owner'])
})

test('bindings are forgotten once they are not to be kept any more, and wanted again when they are', () => {
  const { keeper, kept } = openKeeper(true)
  expect([keeper.keepBindings(true), keeper.keepBindings(false)]).toEqual([false, false])
  expect(kept.slice(1)).toEqual([forgotten(now)])
  expect([keeper.keepBindings(true), keeper.keepBindings(true)]).toEqual([true, false])
  keeper.keep(state)
  expect(kept.slice(2).map(({ kind }) => kind)).toEqual(['binding', 'owner'])
})
