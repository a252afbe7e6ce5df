import type { Transport } from '../link.ts'
import { pack, unpack } from './pack.ts'

/**
 * Two ends that stand for two threads: everything posted at one is cloned and handed to the other at
 * once, so what would not survive a thread does not survive this either.
 */
export const loopback = (): readonly [Transport, Transport] => {
  const left = new LoopbackEnd()
  const right = new LoopbackEnd()
  left.peer = right
  right.peer = left
  return [left, right]
}

class LoopbackEnd implements Transport {
  peer: LoopbackEnd | undefined
  #receive: ((batch: readonly unknown[]) => void) | undefined

  post(batch: readonly unknown[]): void {
    this.peer?.hand(unpack(structuredClone(pack(batch))))
  }

  hand(batch: readonly unknown[]): void {
    this.#receive?.(batch)
  }

  listen(receive: (batch: readonly unknown[]) => void): void {
    this.#receive = receive
  }
}
