import type { FailureRecord, StopReason, Undeliverable } from './message.ts'

/** What runtimes tell each other, within a node and between nodes: each is about the actor it is addressed to. */
export type Command =
  | {
      readonly type: 'spawn'
      readonly kind: string
      readonly parent: string
      readonly args: unknown
    }
  | { readonly type: 'stop' }
  | { readonly type: 'watch'; readonly watcher: string }
  | { readonly type: 'unwatch'; readonly watcher: string }
  /** To a watcher or a parent: `of` is gone. */
  | { readonly type: 'terminated'; readonly of: string; readonly end: End }
  /** To an asker: the question did not arrive. */
  | { readonly type: 'undeliverable'; readonly reason: Undeliverable }
  /** To an actor that tried to send what cannot be cloned. */
  | { readonly type: 'defect'; readonly failure: FailureRecord }

/** To a node as a whole. */
export type NodeCommand =
  | { readonly type: 'node-lost'; readonly node: string }
  | { readonly type: 'inspect'; readonly replyTo: string }

/** How an actor ended: `isEscalated` when its parent is to fail with it. */
export type End = { readonly reason: StopReason; readonly isEscalated: boolean }

export const stoppedEnd: End = { reason: { type: 'stopped' }, isEscalated: false }

export const nodeLostEnd = (node: string): End => ({
  reason: { type: 'node-lost', node },
  isEscalated: false,
})

export const notStartedEnd = (explanation: string): End => ({
  reason: { type: 'not-started', explanation },
  isEscalated: false,
})
