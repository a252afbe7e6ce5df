import { availableParallelism } from 'node:os'
import { policyOf } from './configured.ts'
import type { Figures } from './measure.ts'
import { Mistake } from './mistake.ts'
import { policies, type Policy } from './policies.ts'
import { writeViolation } from './report.ts'
import { run, Violation, type Scenario } from './run.ts'

/** One policy's day, as data: what a thread is given. */
export type Job = {
  readonly policy: string
  /** The configuration file that the policy is made from; empty: it is one of those that are known. */
  readonly config: string
  readonly scenario: Scenario
  readonly isChecked: boolean
}

export type Done =
  | { readonly type: 'done'; readonly figures: Figures; readonly ms: number }
  /** A rule is broken, in words. */
  | { readonly type: 'broken'; readonly words: string }

export const jobOf = (policy: Policy, scenario: Scenario, isChecked: boolean): Job => ({
  policy: policy.name,
  config: policy.config ?? '',
  scenario,
  isChecked,
})

/** Does it here. */
export const perform = async ({ policy: name, config, ...job }: Job): Promise<Done> => {
  const policy = config === '' ? policies.find((one) => one.name === name) : await policyOf(config)
  if (policy === undefined) throw new Error(`there is no policy ${name}`)
  const startedAt = performance.now()
  try {
    const figures = await run(policy, job.scenario, job)
    return { type: 'done', figures, ms: performance.now() - startedAt }
  } catch (thrown) {
    if (!(thrown instanceof Violation)) throw thrown
    return { type: 'broken', words: writeViolation(thrown, policy, job.scenario) }
  }
}

/** As many as there are processors. */
export const usualThreads = (): number => availableParallelism()

/**
 * Does jobs, some at once, each in the order in which it was given. They know nothing of one another, so a figure is the same
 * whatever runs beside it.
 */
export class Jobs {
  readonly #idle: Worker[] = []
  readonly #waiting: ((worker: Worker) => void)[] = []
  readonly #all: Worker[]

  constructor(threads: number) {
    const entry = new URL('./thread.ts', import.meta.url)
    this.#all = Array.from({ length: threads }, () => new Worker(entry))
    this.#idle.push(...this.#all)
  }

  /** A broken rule is a mistake: what comes after it says nothing. */
  async do(job: Job): Promise<Extract<Done, { type: 'done' }>> {
    const worker = await this.#take()
    const done = await ask(worker, job)
    this.#giveBack(worker)
    if (done.type === 'broken') throw new Mistake(done.words)
    return done
  }

  close(): void {
    for (const worker of this.#all) worker.terminate()
  }

  #take(): Promise<Worker> {
    const worker = this.#idle.shift()
    return worker === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(worker)
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(worker)
    else next(worker)
  }
}

const ask = (worker: Worker, job: Job): Promise<Done> =>
  new Promise((resolve, reject) => {
    const heard = new AbortController()
    const { signal } = heard
    const hearDone = ({ data }: MessageEvent<Done>): void => {
      heard.abort()
      resolve(data)
    }
    worker.addEventListener('message', hearDone, { signal })
    worker.addEventListener('error', ({ message }) => reject(new Error(message)), { signal })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    worker.postMessage(job)
  })
