import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { scripts, write } from './script.ts'

/** A difference that is meant is written by `bun test/golden/write.ts`, and read before it is committed. */
const recorded = (path: string): string => {
  const file = resolve(import.meta.dir, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

describe('a golden file tells what becomes of a request and its answer', () => {
  test.each(scripts)('$path', async (script) => {
    expect(await write(script)).toBe(recorded(script.path))
  })
})

test('there is no golden file that nothing writes', () => {
  const known = new Set(scripts.map(({ path }) => path))
  const files = Array.from(new Bun.Glob('*/*/*.txt').scanSync(import.meta.dir))
  expect(files.filter((path) => !known.has(path))).toEqual([])
})
