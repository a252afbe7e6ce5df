import { expect, test } from 'bun:test'
import { environmentNames, idleNames } from '../../src/settings/environment-names.ts'
import { retiredKeys } from '../../src/settings/retired.ts'
import { settingKeys } from '../../src/settings/setting-keys.ts'
import { page, withTables } from './key-tables.ts'
import { faultsOf } from './resolved.ts'

const text = await Bun.file(page).text()

test('the page names every key, every variable and everything retired', () => {
  const names = [
    ...settingKeys().map(({ path }) => path),
    ...environmentNames.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...idleNames.keys(),
    ...retiredKeys.keys(),
  ]
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})

/** The formatter aligns the columns of a table: its words are the same. */
const unaligned = (markdown: string): string =>
  markdown.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')

test('its tables are those of the schema (`bun test/settings/key-tables.ts` writes them)', () => {
  expect(unaligned(text)).toBe(unaligned(withTables(text)))
})

test('every key has a description', () => {
  expect(settingKeys().filter(({ description }) => description === '')).toEqual([])
})

const examples = [...text.matchAll(/```toml\n([\s\S]*?)```/g)].map(([, example = '']) => example)

test('its examples have no fault', () => {
  const everyVariable = new Proxy({}, { get: () => 'value' })
  expect(examples.length).toBeGreaterThan(2)
  expect(examples.flatMap((example) => faultsOf(Bun.TOML.parse(example), everyVariable))).toEqual(
    [],
  )
})

test('the schema knows no key twice', () => {
  const paths = settingKeys().map(({ path }) => path)
  expect(paths).toEqual([...new Set(paths)])
})
