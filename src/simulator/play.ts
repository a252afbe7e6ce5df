/** Puts the steps of an answer on the wire. The only file that writes to a connection. */
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../actor/clock.ts'
import type { Compressor } from './compression.ts'
import type { OpenEntry, JournalWriter } from './journal.ts'
import type { Step } from './step.ts'

export type Stage = {
  readonly response: ServerResponse
  readonly journal: JournalWriter
  readonly entry: OpenEntry
  readonly clock: Clock
  /** Resolves when the answer or its connection is over. */
  readonly over: Promise<void>
  readonly compressor: Compressor | undefined
}

/** A socket that takes nothing for so long belongs to a reader who does not read. */
const stalledAfterMs = 200

export const play = async (steps: readonly Step[], stage: Stage): Promise<'all' | 'broken-off'> => {
  let isOver = false
  void stage.over.then(() => (isOver = true))
  for (const step of steps) {
    await playStep(step, stage)
    if (step.type === 'close' || step.type === 'reset') return 'broken-off'
    if (isOver) return 'all'
  }
  return 'all'
}

const playStep = async (step: Step, stage: Stage): Promise<void> => {
  switch (step.type) {
    case 'head':
      return sendHead(step, stage)
    case 'write':
      return send(step.bytes, stage)
    case 'repeat':
      return sendAgain(step.bytes, step.times, stage)
    case 'pause':
      return Promise.race([stage.over, pause(step.ms, stage.clock)])
    case 'gate':
      return Promise.race([stage.over, step.gate.pass()])
    case 'silence':
      return stage.over
    case 'end':
      return complete(stage)
    case 'close':
      stage.response.socket?.destroy()
      return stage.over
    case 'reset':
      stage.response.socket?.resetAndDestroy()
      return stage.over
    default:
      return step satisfies never
  }
}

const sendHead = (step: Extract<Step, { type: 'head' }>, stage: Stage): void => {
  const { response, compressor } = stage
  const { 'content-length': length, ...headers } = step.headers
  const isSized = length !== undefined && compressor === undefined
  response.writeHead(step.status, {
    ...headers,
    ...(isSized ? { 'content-length': length } : {}),
    ...(compressor === undefined ? {} : { 'content-encoding': 'gzip' }),
  })
  response.flushHeaders()
  stage.journal.update(stage.entry, { status: step.status })
}

const pause = (ms: number, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    clock.schedule(ms, resolve)
  })

const send = async (bytes: Uint8Array, stage: Stage): Promise<void> =>
  sendRaw((await stage.compressor?.add(bytes)) ?? bytes, stage)

const sendAgain = async (bytes: Uint8Array, times: number, stage: Stage): Promise<void> => {
  for (let sent = 0; sent < times && !stage.response.closed; sent += 1) await send(bytes, stage)
}

const complete = async (stage: Stage): Promise<void> => {
  if (stage.compressor !== undefined) await sendRaw(await stage.compressor.end(), stage)
  stage.response.end()
  return stage.over
}

/** Resolves when the socket has taken the bytes: a slow reader makes a slow answer. */
const sendRaw = async (bytes: Uint8Array, stage: Stage): Promise<void> => {
  const { response, journal, entry, clock } = stage
  const written = Promise.withResolvers<boolean>()
  response.write(bytes, (error) => written.resolve(error === undefined || error === null))
  const watch = clock.schedule(stalledAfterMs, () => journal.update(entry, { isStalled: true }))
  const isTaken = await Promise.race([written.promise, stage.over.then(() => false)])
  watch.cancel()
  if (!isTaken) return
  journal.update(entry, { bytesSent: entry.bytesSent + bytes.length, isStalled: false })
  await nextTurn()
}

/** The server gathers what is written within one turn of the event loop: each write shall be one on the wire. */
const nextTurn = (): Promise<void> => setImmediate()
