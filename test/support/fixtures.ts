import { describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ProtocolId } from '../../src/protocol/protocol.ts'

/**
 * Recorded answers of real vendors. They are not part of this repository: `SWITCHYARD_FIXTURES` names their folder,
 * else `../shared/fixtures` beside the checkout is looked for.
 */
const folder = resolve(
  process.env['SWITCHYARD_FIXTURES'] ?? resolve(import.meta.dir, '../../../shared/fixtures'),
)

const hasFixtures = existsSync(folder)

/** Tests that need the fixtures. Where those are absent one test stands in for them and says that they were passed by. */
export const describeRecorded = (name: string, tests: () => void): void => {
  if (hasFixtures) describe(name, tests)
  else
    test(`${name}: passed by, there are no fixtures in ${folder}`, () => {
      expect(existsSync(folder)).toBe(false)
    })
}

export type Fixture = {
  /** `folder/file` without its ending. */
  readonly name: string
  /** A byte string. */
  readonly bytes: string
}

/** Whose answers lie in which folders, by the beginning of their names. */
export const recordedIn: readonly (readonly [ProtocolId, string])[] = [
  ['openai-chat', 'openai-chat'],
  ['openai-responses', 'openai-responses'],
  ['openai-completions', 'openai-completion'],
  ['anthropic', 'anthropic'],
  ['gemini', 'gemini'],
]

/** All streams (`.chunks.txt`) or whole bodies (`.json`) in the folders of this name or beginning with it. */
export const fixturesOf = (protocol: string, ending: '.chunks.txt' | '.json'): Fixture[] =>
  hasFixtures
    ? readdirSync(folder)
        .filter((name) => name === protocol || name.startsWith(`${protocol}-`))
        .flatMap((name) => filesIn(name, ending))
    : []

const filesIn = (name: string, ending: string): Fixture[] =>
  readdirSync(resolve(folder, name))
    .filter((file) => file.endsWith(ending))
    .map((file) => ({
      name: `${name}/${file.slice(0, -ending.length)}`,
      bytes: readFileSync(resolve(folder, name, file), 'latin1'),
    }))
