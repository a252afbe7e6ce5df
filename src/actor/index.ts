export { systemClock, type Clock, type TimerHandle } from './clock.ts'
export {
  actorKind,
  defineActor,
  type ActorContext,
  type ActorDefinition,
  type ActorKind,
  type AnyDefinition,
  type Behavior,
  type MailboxPolicy,
  type Signal,
  type Supervision,
  type Timers,
} from './definition.ts'
export { turnDispatcher, type Dispatcher } from './dispatcher.ts'
export type { ActorState, ActorView, Counters, Loss, NodeView, SystemEvent } from './inspection.ts'
export type { Transport } from './link.ts'
export type {
  ActorRef,
  AskResult,
  FailureRecord,
  Message,
  Sendable,
  StopReason,
  Undeliverable,
} from './message.ts'
export { seededRandom, systemRandom, type Random } from './random.ts'
export { ActorSystem, type SystemOptions } from './system.ts'
export { loopback } from './transport/loopback.ts'
export { joinParent, type Hosting, type Joining } from './join-parent.ts'
export { NodePool, type DedicatedNode, type PoolEvent, type PoolOptions } from './node-pool.ts'
export {
  SeededDispatcher,
  Simulation,
  type Delivery,
  type SimulationOptions,
} from './simulation.ts'
export { VirtualClock } from './virtual-clock.ts'
