import { afterAll, afterEach, beforeAll, expect } from 'bun:test'
import { openWorld, type World, type WorldOptions } from './relay-world.ts'

/**
 * One world for all tests of a file, for tests that leave it as they found it. After each of them no upstream may
 * have seen anything that a relay must not send.
 */
export const shareWorld = (options: WorldOptions = {}): (() => World) => {
  let opened: World | undefined
  const world = (): World => {
    if (opened === undefined) throw new Error('the world opens before the first test')
    return opened
  }
  beforeAll(async () => {
    opened = await openWorld(options)
    await untilModelsAreKnown(opened)
  })
  afterEach(() => expect(violationsIn(world())).toEqual([]))
  afterAll(async () => opened?.[Symbol.asyncDispose]())
  return world
}

export const violationsIn = ({ openai, anthropic, gemini }: World): readonly string[] =>
  [openai, anthropic, gemini].flatMap(({ journal }) => journal.violations)

/** Accounts ask their upstreams for models when they start. Nothing announces the answer, so it is asked for again. */
export const untilModelsAreKnown = async (world: World): Promise<void> => {
  const isKnown = async (channel: string): Promise<boolean> => {
    const response = await world.get(`/${channel}/v1beta/models`)
    const list: { models: readonly unknown[] } = await response.json()
    return list.models.length > 0
  }
  for (const channel of world.channels) while (!(await isKnown(channel)));
}
