import { describe, expect, test } from 'bun:test'
import type { OpenStore, Store } from '../../src/ledger/store/store.ts'
import type { StateEntry } from '../../src/ledger/state.ts'
import { exchangeRecordOf, exchangeRecords } from '../support/exchange-facts.ts'

export type StoreUnderTest = {
  readonly open: OpenStore
  /** A database nobody used before. */
  freshDsn(): string
  /** Makes the database say that a newer version of the program has migrated it. */
  claimNewerSchema(dsn: string): Promise<void>
  /** Keeps every writer out until the returned function is called. */
  lockOut(dsn: string): Promise<() => void>
}

/** What every store must do. A new store calls this with four lines of its own. */
export const storeContract = (name: string, subject: StoreUnderTest): void => {
  const open = async (dsn: string): Promise<Store> => {
    const opened = await subject.open(dsn)
    if (opened.type === 'failed') throw new Error(`${opened.code}: ${opened.message}`)
    return opened.store
  }

  describe(`${name}, as a store`, () => {
    test('returns what was written, field by field', async () => {
      const store = await open(subject.freshDsn())
      const record = exchangeRecordOf({ isStreaming: false, model: `quote ' and ünïcode 模型` })
      expect(await store.write([record])).toEqual({ type: 'written', added: 1 })
      expect(await store.recent(10)).toEqual({ type: 'recent', records: [record] })
      await store.close()
    })

    test('lists the newest first, and no more than asked for', async () => {
      const store = await open(subject.freshDsn())
      const records = exchangeRecords(1, 5)
      await store.write(records)
      expect(await store.recent(2)).toEqual({
        type: 'recent',
        records: [records[4], records[3]].filter((record) => record !== undefined),
      })
      await store.close()
    })

    test('keeps one row an id, as it was first written', async () => {
      const store = await open(subject.freshDsn())
      const [first, second] = [exchangeRecordOf({ status: 200 }), exchangeRecordOf({ status: 500 })]
      await store.write([first])
      expect(await store.write([second, exchangeRecordOf({ exchange: 2 })])).toMatchObject({
        added: 1,
      })
      expect(await store.recent(10)).toMatchObject({
        records: [{ id: 'run-000000002' }, { status: 200 }],
      })
      await store.close()
    })

    test('takes an empty batch', async () => {
      const store = await open(subject.freshDsn())
      expect(await store.write([])).toEqual({ type: 'written', added: 0 })
      await store.close()
    })

    test('writes all of a batch or nothing of it', async () => {
      const store = await open(subject.freshDsn())
      const impossible = { ...exchangeRecordOf({ exchange: 2 }), status: undefined }
      // @ts-expect-error a record without a status exists in no database
      expect(await store.write([exchangeRecordOf(), impossible])).toMatchObject({ type: 'failed' })
      expect(await store.recent(10)).toEqual({ type: 'recent', records: [] })
      await store.close()
    })

    test('keeps the latest value of a kind and key, and lists the latest first', async () => {
      const store = await open(subject.freshDsn())
      await store.writeState([state('a', 'one', 1), state('b', 'two', 3), state('a', 'three', 2)])
      expect(await store.readState('kind', 10)).toEqual({
        type: 'state',
        entries: [state('b', 'two', 3), state('a', 'three', 2)],
      })
      await store.close()
    })

    test('keeps kinds of state apart, and lists no more than asked for', async () => {
      const store = await open(subject.freshDsn())
      const other = { ...state('a', 'other', 9), kind: 'other' }
      await store.writeState([state('a', 'one', 1), state('b', 'two', 2), other])
      expect(await store.readState('kind', 1)).toEqual({
        type: 'state',
        entries: [state('b', 'two', 2)],
      })
      expect(await store.readState('other', 9)).toEqual({ type: 'state', entries: [other] })
      await store.close()
    })

    test('takes away what has no value any more', async () => {
      const store = await open(subject.freshDsn())
      await store.writeState([state('a', 'one', 1), state('b', 'two', 2)])
      await store.writeState([state('a', null, 3)])
      expect(await keysOf(store)).toEqual(['b'])
      await store.close()
    })

    test('forgets what is not newer than an instant, of one kind', async () => {
      const store = await open(subject.freshDsn())
      const other = { ...state('a', 'other', 1), kind: 'other' }
      await store.writeState([state('a', '1', 1), state('b', '2', 2), state('c', '3', 3), other])
      await store.writeState([state('', null, 2), state('d', '1', 1)])
      expect(await keysOf(store)).toEqual(['c', 'd'])
      expect(await store.readState('other', 9)).toMatchObject({ entries: { length: 1 } })
      await store.close()
    })

    test('writes all of a batch of state or nothing of it', async () => {
      const store = await open(subject.freshDsn())
      const impossible = { ...state('b', 'two', 2), at: undefined }
      // @ts-expect-error an entry without an instant exists in no database
      expect(await store.writeState([state('a', 'one', 1), impossible])).toMatchObject({
        type: 'failed',
      })
      expect(await keysOf(store)).toEqual([])
      await store.close()
    })

    test('keeps its state when it is opened again', async () => {
      const dsn = subject.freshDsn()
      const first = await open(dsn)
      await first.writeState([state('a', `quote ' and 模型`, 1)])
      await first.close()
      const second = await open(dsn)
      expect(await second.readState('kind', 10)).toEqual({
        type: 'state',
        entries: [state('a', `quote ' and 模型`, 1)],
      })
      await second.close()
    })

    test('keeps what it has when it is opened again', async () => {
      const dsn = subject.freshDsn()
      const first = await open(dsn)
      await first.write(exchangeRecords(1, 3))
      await first.close()
      const second = await open(dsn)
      expect(await second.recent(10)).toMatchObject({ records: { length: 3 } })
      await second.close()
    })

    test('is open twice at once, as two runs of the program may have it', async () => {
      const dsn = subject.freshDsn()
      const stores = await Promise.all([open(dsn), open(dsn)])
      for (const store of stores)
        expect(await store.write([exchangeRecordOf()])).toMatchObject({ type: 'written' })
      expect(await stores[0].recent(10)).toMatchObject({ records: { length: 1 } })
      for (const store of stores) await store.close()
    })

    test('refuses a database of a newer version', async () => {
      const dsn = subject.freshDsn()
      await (await open(dsn)).close()
      await subject.claimNewerSchema(dsn)
      expect(await subject.open(dsn)).toMatchObject({ type: 'failed', code: 'newer_schema' })
    })

    test('says so when it is locked, and writes once it is not', async () => {
      const dsn = subject.freshDsn()
      const store = await open(dsn)
      const release = await subject.lockOut(dsn)
      expect(await store.write([exchangeRecordOf()])).toMatchObject({ type: 'failed' })
      release()
      expect(await store.write([exchangeRecordOf()])).toEqual({ type: 'written', added: 1 })
      await store.close()
    })

    test('is closed twice without harm, and fails as a value afterwards', async () => {
      const store = await open(subject.freshDsn())
      await store.close()
      await store.close()
      expect(await store.write([exchangeRecordOf()])).toMatchObject({ type: 'failed' })
      expect(await store.recent(1)).toMatchObject({ type: 'failed' })
      expect(await store.writeState([state('a', '1', 1)])).toMatchObject({ type: 'failed' })
      expect(await store.readState('kind', 1)).toMatchObject({ type: 'failed' })
    })
  })
}

const state = (key: string, value: string | null, at: number): StateEntry => ({
  kind: 'kind',
  key,
  value,
  at,
})

const keysOf = async (store: Store): Promise<readonly string[]> => {
  const read = await store.readState('kind', 100)
  return read.type === 'state' ? read.entries.map(({ key }) => key) : []
}
