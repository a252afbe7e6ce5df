import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Recorded answers of real vendors. They are not part of this repository: `SWITCHYARD_FIXTURES` names their folder,
 * else `../shared/fixtures` beside the checkout is looked for. Where neither is there, the tests that need
 * them register nothing but a line that says so.
 */
const folder = resolve(
  process.env['SWITCHYARD_FIXTURES'] ?? resolve(import.meta.dir, '../../../shared/fixtures'),
)

export const hasFixtures = existsSync(folder)

export type Fixture = {
  /** `folder/file` without its ending. */
  readonly name: string
  /** A byte string. */
  readonly bytes: string
}

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
