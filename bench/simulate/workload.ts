import { seededRandom, type Clock, type Random } from '../../src/actor/index.ts'
import { between, lognormal, untilNext } from './distributions.ts'
import {
  BYTES_PER_TOKEN,
  MODEL,
  type Relay,
  type SimulatedAnswer,
  type SimulatedRequest,
} from './request.ts'

/** What clients do, as data: a file in `workloads/`. Times are seconds, lengths are tokens. */
export type Workload = {
  readonly name: string
  /** Per account of the fleet, so that every fleet is as busy. */
  readonly streams: readonly ClientStream[]
}

export type ClientStream = {
  readonly user: string
  /** Conversations that begin, an hour and account, over the day: a wave between the least and the most. */
  readonly beginPerHour: readonly [number, number]
  /** Turns of a conversation: at least one. */
  readonly turns: readonly [number, number]
  /** What all conversations of one project share: instructions and tools. */
  readonly projects: number
  readonly sharedTokens: number
  readonly firstTokens: readonly [number, number]
  /** What each turn adds besides the answer. */
  readonly turnTokens: number
  readonly outputTokens: number
  readonly thinkSeconds: number
  /** Every so often the person is away for longer. */
  readonly pauseShare: number
  readonly pauseSeconds: number
  readonly patienceSeconds: number
  readonly urgency: SimulatedRequest['urgency']
  /** Each turn begins anew from what the project shares: calls of a program, not a talk. */
  readonly isForgetful: boolean
}

const DAY_MS = 86_400_000

export type Clients = {
  readonly workload: Workload
  readonly seed: number
  readonly accounts: number
  readonly untilMs: number
  readonly clock: Clock
  readonly relay: Relay
  readonly onAnswer: (request: SimulatedRequest, answer: SimulatedAnswer) => void
}

/** What the clients of a run have done so far. */
export type Progress = {
  requests: number
  /** Begun and not ended. */
  conversations: number
}

/**
 * Lets the clients of a workload begin. Whatever they do is drawn per conversation, and what has begun goes on to its end:
 * so every policy has the very same requests, however slow it is.
 */
export const startClients = (clients: Clients): Readonly<Progress> => {
  const counter = { requests: 0, conversations: 0 }
  for (const [index, stream] of clients.workload.streams.entries())
    new Stream(clients, stream, { index, counter }).begin()
  return counter
}

type Place = { readonly index: number; readonly counter: Progress }

class Stream {
  readonly #clients: Clients
  readonly #stream: ClientStream
  readonly #place: Place
  readonly #random: Random
  #conversations = 0

  constructor(clients: Clients, stream: ClientStream, place: Place) {
    this.#clients = clients
    this.#stream = stream
    this.#place = place
    this.#random = seededRandom(clients.seed * 31 + place.index)
  }

  begin(): void {
    const { clock, untilMs, accounts } = this.#clients
    const [least, most] = this.#stream.beginPerHour
    const wave = (1 - Math.cos((2 * Math.PI * clock.monotonic()) / DAY_MS)) / 2
    const perHour = (least + (most - least) * wave) * accounts
    const next = untilNext(this.#random, Math.max(perHour, 0.001))
    if (clock.monotonic() + next >= untilMs) return
    clock.schedule(next, () => {
      this.#conversations += 1
      this.#place.counter.conversations += 1
      const seed =
        (this.#clients.seed * 7_919 + this.#place.index * 104_729 + this.#conversations) | 0
      new Conversation(this.#clients, this.#stream, {
        name: `${this.#place.index}-${this.#conversations}`,
        counter: this.#place.counter,
        random: seededRandom(seed),
      }).turn()
      this.begin()
    })
  }
}

type Beginning = {
  readonly name: string
  readonly counter: Progress
  readonly random: Random
}

class Conversation {
  readonly #clients: Clients
  readonly #stream: ClientStream
  readonly #beginning: Beginning
  readonly #project: number
  readonly #blocks: SimulatedRequest['blocks'][number][] = []
  #tokens: number
  #turnsLeft: number
  #calls = 0

  constructor(clients: Clients, stream: ClientStream, beginning: Beginning) {
    const { random } = beginning
    this.#clients = clients
    this.#stream = stream
    this.#beginning = beginning
    this.#project = Math.floor(random.next() * stream.projects)
    this.#turnsLeft = Math.round(between(random, stream.turns))
    this.#tokens = stream.sharedTokens
    if (stream.sharedTokens > 0) this.#mark(`${stream.user}-project-${this.#project}`)
    this.#add(between(random, stream.firstTokens))
  }

  turn(): void {
    const { relay, onAnswer } = this.#clients
    const { user, outputTokens, patienceSeconds, urgency } = this.#stream
    const { counter, random, name } = this.#beginning
    counter.requests += 1
    this.#turnsLeft -= 1
    const request: SimulatedRequest = {
      id: counter.requests,
      user,
      session: name,
      model: MODEL,
      blocks: this.#blocks.slice(),
      inputTokens: this.#tokens,
      outputTokens: Math.max(1, Math.round(lognormal(random, outputTokens, 0.7))),
      patienceMs: patienceSeconds * 1_000,
      urgency,
    }
    relay.send(request, (answer) => {
      onAnswer(request, answer)
      this.#goOn(request, answer)
    })
  }

  /** Who is refused goes on with its next turn, for every policy alike: nobody's refusals make it more work. */
  #goOn({ outputTokens }: SimulatedRequest, answer: SimulatedAnswer): void {
    const { random, counter } = this.#beginning
    if (this.#turnsLeft <= 0) {
      counter.conversations -= 1
      return
    }
    this.#grow(answer, outputTokens)
    const { thinkSeconds, pauseShare, pauseSeconds } = this.#stream
    const think = random.next() < pauseShare ? pauseSeconds : thinkSeconds
    const wait = lognormal(random, think * 1_000, 0.6)
    this.#clients.clock.schedule(wait, () => this.turn())
  }

  #grow(answer: SimulatedAnswer, outputTokens: number): void {
    const { isForgetful, firstTokens, turnTokens } = this.#stream
    const { random } = this.#beginning
    if (isForgetful) {
      const shared = this.#stream.sharedTokens > 0 ? 1 : 0
      this.#tokens = this.#stream.sharedTokens
      this.#blocks.length = shared
      this.#calls += 1
      this.#add(between(random, firstTokens))
    } else if (answer.type === 'served')
      this.#add(outputTokens + lognormal(random, turnTokens, 0.8))
  }

  #add(tokens: number): void {
    this.#tokens += Math.round(tokens)
    this.#mark(`${this.#beginning.name}-${this.#calls}-${this.#blocks.length}`)
  }

  #mark(mark: string): void {
    this.#blocks.push({ mark, bytes: this.#tokens * BYTES_PER_TOKEN })
  }
}
