/**
 * One simulated vendor over real sockets. It is stricter than the vendor, never laxer, says in each
 * answer that it is simulated and by which account, and fails as it is programmed to.
 */
import { systemClock, type Clock } from '../actor/clock.ts'
import { openAccount, type AccountUse, type SimulatedAccount } from './account.ts'
import type { VendorId } from './answer.ts'
import { anthropic } from './anthropic/vendor.ts'
import { exchange, type Exchange } from './exchange.ts'
import { gemini } from './gemini/vendor.ts'
import { createJournal, type Journal } from './journal.ts'
import { createListener } from './listener.ts'
import { openai } from './openai/vendor.ts'
import { createProgram, type Programmed, type ProgrammedFault } from './program.ts'
import type { SimulatedModel, Vendor } from './vendor.ts'

export type SimulatorOptions = {
  readonly vendor: VendorId
  readonly accounts: readonly SimulatedAccount[]
  /** Any free port when not told. */
  readonly port?: number
  /** Loopback when not told. */
  readonly host?: string
  readonly clock?: Clock
  /** The vendor's usual ones when not told. */
  readonly models?: readonly SimulatedModel[]
  /** Lets clients in that are not Switchyard: `curl`, an SDK. */
  readonly anyClient?: boolean
  /** Answers by gzip where the request accepts it. */
  readonly compress?: boolean
  /** How many entries the journal keeps, the newest; 10,000 when not told. */
  readonly keptEntries?: number
  /** A pause before each event of a stream, for people who watch. */
  readonly paceMs?: number
}

export type Simulator = AsyncDisposable & {
  readonly vendor: VendorId
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string
  readonly port: number
  readonly journal: Journal
  program(programmed: Programmed): ProgrammedFault
  /** By the account's name. */
  use(account: string): AccountUse | undefined
  /** Refuses connections and breaks those that are open, until `goOnline` listens at the same port. */
  goOffline(): Promise<void>
  goOnline(): Promise<void>
  /** Breaks what is open. */
  stop(): Promise<void>
}

const vendors: Readonly<Record<VendorId, Vendor>> = { openai, anthropic, gemini }

export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const { clock = systemClock, host = '127.0.0.1', port = 0 } = options
  const vendor = vendors[options.vendor]
  const accounts = new Map(
    options.accounts.map((account) => [account.key, openAccount(account, clock)]),
  )
  const journal = createJournal(options.keptEntries ?? 10_000)
  const program = createProgram()
  const listener = createListener((request, response) => void exchange(house, request, response))
  const house: Exchange = {
    vendor,
    accounts,
    clock,
    journal,
    program,
    models: options.models ?? vendor.models,
    anyClient: options.anyClient === true,
    compress: options.compress === true,
    paceMs: options.paceMs ?? 0,
    isOnline: listener.isListening,
  }
  const boundPort = await listener.listen(port, host)
  return {
    vendor: vendor.id,
    url: `http://${host}:${boundPort}`,
    port: boundPort,
    journal,
    program: program.add,
    use: (name) => [...accounts.values()].find((account) => account.name === name)?.use(),
    goOffline: listener.close,
    goOnline: async () => void (await listener.listen(boundPort, host)),
    stop: listener.close,
    [Symbol.asyncDispose]: listener.close,
  }
}
