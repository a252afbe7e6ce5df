import { writeSync } from 'node:fs'
import { homedir } from 'node:os'
import type { Whereabouts } from '../settings/index.ts'

/** What a command meets outside itself: a test puts its own in the place of the process's. */
export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly whereabouts: Whereabouts
  /** What was asked for, whole lines. */
  readonly print: (text: string) => void
  /** What the operator should know besides, whole lines. */
  readonly complain: (text: string) => void
}

export const processSurroundings = (): Surroundings => ({
  environment: process.env,
  whereabouts: { home: homedir(), workingFolder: process.cwd() },
  print: (text) => writeWhole(1, text),
  complain: (text) => process.stderr.write(text),
})

/**
 * Into the pipe before the program goes on: a stream's write would still be on its way at the exit, and be cut at what
 * a pipe takes at once.
 */
const writeWhole = (descriptor: number, text: string): void => {
  const bytes = Buffer.from(text)
  let written = 0
  while (written < bytes.length) written += writeSync(descriptor, bytes, written)
}
