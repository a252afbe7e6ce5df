import { parentPort } from 'node:worker_threads'
import { perform, type Job } from './jobs.ts'

/** Does one job after the other. */
parentPort?.on('message', async (job: Job) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  parentPort?.postMessage(await perform(job))
})
