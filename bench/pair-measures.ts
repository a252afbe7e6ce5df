import type { ProtocolId } from '../src/protocol/protocol.ts'
import type { LoadPlan } from './load.ts'
import type { Reading } from './measures.ts'

export type Pair = { readonly client: ProtocolId; readonly upstream: ProtocolId }

export type PairMeasure = {
  readonly id: 'small' | 'paced' | 'fast' | 'long'
  readonly ending: string
  readonly plan: Pick<LoadPlan, 'connections' | 'shape'>
  /** Requests, or chunks of their streams. */
  readonly units: number
}

type Load = {
  readonly ending: string
  readonly connections: number
  readonly requests: number
  /** Of each request's stream. */
  readonly chunks: number
}

export type PairObserved = {
  readonly pair: Pair
  readonly readings: Readonly<Record<PairMeasure['id'], readonly Reading[]>>
  /** The first long request of a program that was just started. */
  readonly cold: Reading
}

export const pairMeasures: readonly PairMeasure[] = [
  measureOf('small', { ending: 'json', connections: 16, requests: 1_500, chunks: 1 }),
  measureOf('paced', { ending: '100x10', connections: 50, requests: 50, chunks: 100 }),
  measureOf('fast', { ending: '1000x0', connections: 16, requests: 64, chunks: 1_000 }),
  measureOf('long', { ending: 'json', connections: 2, requests: 20, chunks: 1 }),
]

function measureOf(id: PairMeasure['id'], load: Load): PairMeasure {
  return {
    id,
    ending: load.ending,
    plan: {
      connections: load.connections,
      shape: { type: 'closed', requests: load.requests },
    },
    units: load.requests * load.chunks,
  }
}

/** The first of a program that was just started. */
export const onceLong: PairMeasure = measureOf('long', {
  ending: 'json',
  connections: 1,
  requests: 1,
  chunks: 1,
})
