import type { Simulator } from '../../src/simulator/index.ts'
import type { Tool } from './drivers/driver.ts'

/** Has its model call two tools at once, and after their results a third, in one turn. */
export const twoRounds =
  'Compare: call the tool weather with {"city":"Paris"} and the tool weather with {"city":"Rome","days":2}'

export type Toolbox = {
  readonly tools: readonly Tool[]
  /** What the tools were run with, in order. */
  readonly runs: readonly (readonly [name: string, input: unknown])[]
}

/** The simulated model answers the results of tools in words, unless it is told to call another. */
export const toolboxFor = (simulator: Simulator): Toolbox => {
  const runs: [string, unknown][] = []
  return {
    runs,
    tools: [
      {
        name: 'weather',
        description: 'What it is like outside.',
        schema: {
          type: 'object',
          properties: { city: { type: 'string' }, days: { type: 'integer' } },
          required: ['city'],
        },
        run: (input) => {
          runs.push(['weather', input])
          if (runs.length === 2) simulator.program({ say: secondRound })
          return `sunny ${runs.length}`
        },
      },
      {
        name: 'clock',
        description: 'What time it is.',
        schema: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
        run: (input) => {
          runs.push(['clock', input])
          return 'noon'
        },
      },
    ],
  }
}

const secondRound = { toolCalls: [{ name: 'clock', input: { zone: 'Europe/Paris' } }] }

export const lastWords = { prompt: twoRounds, tool: 'clock', result: 'noon' }

export const allRuns = [
  ['weather', { city: 'Paris' }],
  ['weather', { city: 'Rome', days: 2 }],
  ['clock', { zone: 'Europe/Paris' }],
]
