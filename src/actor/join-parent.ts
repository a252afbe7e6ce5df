import type { AnyDefinition } from './definition.ts'
import type { SystemEvent } from './inspection.ts'
import { ActorSystem } from './system.ts'
import type { Greeting } from './thread.ts'
import { workerTransport, type Port } from './transport/worker.ts'

/** What a thread is told by its pool. */
export type Joining = { readonly node: string; readonly environment: unknown }

/** What a thread can host. */
export type Hosting = {
  readonly definitions: readonly AnyDefinition[]
  readonly observe?: (event: SystemEvent) => void
}

/**
 * A thread's side of a `NodePool`: makes it a node that hosts these kinds. `host` may take its time (it
 * opens databases, imports modules); the thread counts when it is done. A throw there ends the thread.
 */
export const joinParent = (host: (joining: Joining) => Hosting | Promise<Hosting>): void => {
  const port: Port = self
  const say = (greeting: Greeting): void => port.postMessage(greeting)
  let system: ActorSystem | undefined

  const join = async ({ node, parent, environment }: Greeting & { type: 'join' }) => {
    system = new ActorSystem({ node, ...(await host({ node, environment })) })
    system.linkGateway(parent, workerTransport(port))
    say({ type: 'ready' })
  }
  const leave = async (): Promise<void> => {
    await system?.shutdown()
    say({ type: 'left' })
  }

  port.addEventListener('message', ({ data }) => {
    if (isGreeting(data, 'join')) void join(data)
    if (isGreeting(data, 'leave')) void leave()
  })
  say({ type: 'hello' })
}

const isGreeting = <Type extends Greeting['type']>(
  data: unknown,
  type: Type,
): data is Greeting & { type: Type } =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === type
