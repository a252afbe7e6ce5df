/** What a simulated vendor received and how each exchange ended, with waits for what is yet to come. */
import type { SimulatedOperation, SimulatedProtocol, VendorId } from './answer.ts'
import type { Fault } from './fault.ts'

export type EndedBy =
  /** The answer is complete, be it an error. */
  | 'answered'
  /** The peer left before the answer was complete. */
  | 'client-closed'
  /** The simulator broke off: it was programmed to, went offline or was stopped. */
  | 'fault'

export type Received = {
  readonly vendor: VendorId
  readonly method: string
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  /** Names in lower case. The test's own keys are in it. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body as JSON, or the fields of a form by their names (files as name, type and size); undefined where it is neither. */
  readonly content: unknown
  /** Epoch milliseconds of the injected clock; the request is complete. */
  readonly startedAt: number
}

/** One request. The fields of `Progress` change while it is answered. */
export type JournalEntry = Received & { readonly number: number } & Readonly<Progress>

export type Progress = {
  /** Empty until the key is known to be one. */
  account: string
  protocol: SimulatedProtocol | undefined
  operation: SimulatedOperation | undefined
  violations: readonly string[]
  fault: Fault | undefined
  /** 0 until the headers are written. */
  status: number
  /** Bytes of the body that the socket has taken. */
  bytesSent: number
  /** The peer reads too slowly: the socket has taken nothing for a while. */
  isStalled: boolean
  endedBy: EndedBy | undefined
  /** Epoch milliseconds. */
  closedAt: number | undefined
}

export type Journal = {
  /** In the order received, as far as they are kept. */
  readonly entries: readonly JournalEntry[]
  /** Every rule broken, with the number of its entry. A test of a relay wants none. */
  readonly violations: readonly string[]
  /** The entry of that number, counted from 0, now or when it comes. */
  entry(number: number): Promise<JournalEntry>
  /**
   * The first entry that fits and was not handed out by `next` before, now or when it comes.
   * Without a predicate: any but the lists of models.
   */
  next(predicate?: (entry: JournalEntry) => boolean): Promise<JournalEntry>
  /** Resolves when the exchange is over; `endedBy` says how. */
  ended(entry: JournalEntry): Promise<JournalEntry>
  /** Resolves when the peer has stopped reading (or the exchange is over: look at `endedBy`). */
  stalled(entry: JournalEntry): Promise<JournalEntry>
}

export type JournalWriter = Journal & {
  open(received: Received): OpenEntry
  update(entry: OpenEntry, progress: Partial<Progress>): void
}

const asksModels = ({ operation }: JournalEntry): boolean =>
  operation === 'models' || operation === 'model'

/** The simulator's own hold of an entry, which it fills while it answers. */
export type OpenEntry = Received & { readonly number: number } & Progress

/** Keeps the newest `capacity` entries. */
export const createJournal = (capacity: number): JournalWriter => {
  const entries = new Map<number, OpenEntry>()
  const handedOut = new WeakSet<JournalEntry>()
  let count = 0
  const waits = new Set<() => boolean>()

  const until = (probe: () => JournalEntry | undefined): Promise<JournalEntry> =>
    new Promise((resolve) => {
      const isMet = (): boolean => {
        const found = probe()
        if (found !== undefined) resolve(found)
        return found !== undefined
      }
      if (!isMet()) waits.add(isMet)
    })
  const settle = (): void => {
    for (const isMet of waits) if (isMet()) waits.delete(isMet)
  }
  const handOut = (fits: (entry: JournalEntry) => boolean): JournalEntry | undefined => {
    const found = entries.values().find((entry) => !handedOut.has(entry) && fits(entry))
    if (found !== undefined) handedOut.add(found)
    return found
  }
  return {
    get entries() {
      return [...entries.values()]
    },
    get violations() {
      return [...entries.values()].flatMap(({ number, violations }) =>
        violations.map((violation) => `${number}: ${violation}`),
      )
    },
    entry: (number) => until(() => entries.get(number)),
    next: (fits = (entry) => !asksModels(entry)) => until(() => handOut(fits)),
    ended: (entry) => until(() => (entry.endedBy === undefined ? undefined : entry)),
    stalled: (entry) =>
      until(() => (entry.isStalled || entry.endedBy !== undefined ? entry : undefined)),
    open: (received) => {
      const entry = { ...received, number: count, ...untouched }
      entries.set(count, entry)
      entries.delete(count - capacity)
      count += 1
      return entry
    },
    update: (entry, progress) => {
      Object.assign(entry, progress)
      settle()
    },
  }
}

const untouched: Progress = {
  account: '',
  protocol: undefined,
  operation: undefined,
  violations: [],
  fault: undefined,
  status: 0,
  bytesSent: 0,
  isStalled: false,
  endedBy: undefined,
  closedAt: undefined,
}
