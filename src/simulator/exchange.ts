import type { IncomingMessage, ServerResponse } from 'node:http'
import { accepts, createCompressor } from './compression.ts'
import { decide, type Deciding } from './decide.ts'
import type { EndedBy, Received } from './journal.ts'
import { play, type Stage } from './play.ts'
import { contentOf, receive, type ReceivedRequest } from './receive.ts'
import { headerOf, type House } from './respond.ts'

export type Exchange = Deciding & {
  readonly compress: boolean
  /** Not so when the simulator itself ends all connections. */
  isOnline(): boolean
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
  const isBroken = played === 'broken-off' || !house.isOnline()
  journal.update(entry, { endedBy: endOf(isBroken, response), closedAt: clock.now() })
}

const endOf = (isBroken: boolean, response: ServerResponse): EndedBy => {
  if (isBroken) return 'fault'
  return response.writableFinished ? 'answered' : 'client-closed'
}

const receivedOf = ({ vendor, clock }: House, request: ReceivedRequest): Received => ({
  vendor: vendor.id,
  method: request.method,
  path: request.path,
  query: request.search,
  headers: Object.fromEntries(request.headers),
  body: request.body,
  content: contentOf(request),
  startedAt: clock.now(),
})
