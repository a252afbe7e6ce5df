import { expect, test } from 'bun:test'
import { holdMany, many } from '../support/many-requests.ts'
import { openProcessWorld } from '../support/process-world.ts'
import { startProcess, startSwitchyard } from '../support/process.ts'

const starts = [
  ['bun src/main.ts start', startSwitchyard],
  [
    'bun run start',
    ([, ...words]: readonly string[], options) =>
      startProcess(['bun', 'run', 'start', ...words], options),
  ],
] as const satisfies readonly (readonly [string, typeof startSwitchyard])[]

test.each(starts)(
  'more requests are upstream at once than Bun lets by itself: %s',
  async (_, start) => {
    await using world = await openProcessWorld({ start })
    expect(await holdMany(world)).toBe(many)
  },
)
