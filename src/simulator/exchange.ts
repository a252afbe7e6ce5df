import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Allowance } from './vendor.ts'
import { accepts, createCompressor } from './compression.ts'
import type { EndedBy, JournalEntry, JournalWriter, Received } from './journal.ts'
import { play, type Stage } from './play.ts'
import type { Program } from './program.ts'
import { receive, type ReceivedRequest } from './receive.ts'
import { admit, headerOf, respond, type House } from './respond.ts'
import { scriptFor } from './script.ts'
import type { Step } from './step.ts'

export type Exchange = House & {
  readonly journal: JournalWriter
  readonly program: Program
  readonly compress: boolean
  readonly paceMs: number
}

/** One request, from its first byte to the end of its answer or its connection. */
export const exchange = async (
  house: Exchange,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const over = new Promise<void>((resolve) => response.on('close', resolve))
  const request = await receive(incoming)
  if (request === undefined) return
  const { journal, clock } = house
  const entry = journal.open(receivedOf(house, request))
  const { steps, release } = decide(house, request, entry)
  const isGzip = house.compress && accepts(headerOf(request, 'accept-encoding'), 'gzip')
  const compressor = isGzip ? createCompressor() : undefined
  const stage: Stage = { response, journal, entry, clock, over, compressor }
  const played = await play(steps, stage)
  await over
  release()
  journal.update(entry, { endedBy: endOf(played, response), closedAt: clock.now() })
}

const endOf = (played: 'all' | 'broken-off', response: ServerResponse): EndedBy => {
  if (played === 'broken-off') return 'fault'
  return response.writableFinished ? 'answered' : 'client-closed'
}

const receivedOf = ({ vendor, clock }: House, request: ReceivedRequest): Received => ({
  vendor: vendor.id,
  method: request.method,
  path: request.path,
  query: request.search,
  headers: Object.fromEntries(request.headers),
  body: request.body,
  startedAt: clock.now(),
})

type Decision = { readonly steps: readonly Step[]; release(): void }

const decide = (house: Exchange, request: ReceivedRequest, entry: JournalEntry): Decision => {
  const { vendor, clock, journal, program } = house
  const requestId = `req_simulated_${entry.number}`
  const admitted = admit(house, request)
  const { account, route, violations } = admitted.visit
  const known = { account: account?.name ?? '', protocol: route?.protocol }
  const facts = { ...known, operation: route?.operation, violations }
  const writeRefusal: Parameters<typeof scriptFor>[2] = (refusal) =>
    vendor.writeRefusal(refusal, requestId, clock.now())
  const answer =
    admitted.type === 'admitted'
      ? respond(house, request, { ...admitted, serial: entry.number })
      : admitted.refusal
  const isGood = admitted.type === 'admitted' && answer.type !== 'refused'
  const programmed = isGood
    ? program.take(admitted.account.name, admitted.route.operation)
    : undefined
  journal.update(entry, { ...facts, fault: programmed })
  const whole = answer.type === 'refused' ? writeRefusal(answer) : answer
  const pace = house.paceMs > 0 ? ({ type: 'slow', everyMs: house.paceMs } as const) : undefined
  const steps = scriptFor(whole, programmed ?? pace, writeRefusal)
  const headers = headersFor(house, requestId, account?.allowance())
  return {
    steps: steps.map((step) => addHeaders(step, headers)),
    release: admitted.type === 'admitted' ? admitted.release : () => undefined,
  }
}

/** A label, and a cookie as the vendors' proxies set it, which no relay may pass on. */
const headersFor = (
  { vendor, clock }: House,
  requestId: string,
  allowance: Allowance | undefined,
) => ({
  ...vendor.headers(requestId, allowance, clock.now()),
  'x-simulated': 'switchyard',
  'set-cookie': '__cf_bm=simulated; path=/; HttpOnly; Secure; SameSite=None',
})

const addHeaders = (step: Step, headers: Readonly<Record<string, string>>): Step =>
  step.type === 'head' ? { ...step, headers: { ...headers, ...step.headers } } : step
