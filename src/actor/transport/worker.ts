import type { Transport } from '../link.ts'
import { pack, unpack } from './pack.ts'

/** What both a `Worker` and the global scope of a thread are. */
export type Port = {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

/**
 * A transport over one side of a thread. Batches are arrays; everything else that comes is left to
 * other listeners (the pool and the thread greet each other in the same stream).
 */
export const workerTransport = (port: Port): Transport => ({
  post: (batch) => port.postMessage(pack(batch)),
  listen: (receive) => {
    port.addEventListener('message', ({ data }) => {
      if (Array.isArray(data)) receive(unpack(data))
    })
  },
})
