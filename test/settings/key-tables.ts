/**
 * The tables of `docs/configuration.md`, as the schema has them. Run as a script it writes them into
 * the page: `bun test/settings/key-tables.ts`.
 */
import { join } from 'node:path'
import { annotationsOf } from '../../src/settings/annotations.ts'
import { environmentNames, idleNames } from '../../src/settings/environment-names.ts'
import { expectation } from '../../src/settings/expectation.ts'
import { retiredKeys } from '../../src/settings/retired.ts'
import { type SettingKey, settingKeys } from '../../src/settings/setting-keys.ts'

export const page = join(import.meta.dir, '../../docs/configuration.md')

const cell = (text: string): string => text.replaceAll('|', '\\|')

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

const table = (heads: readonly string[], rows: readonly string[]): string =>
  [row(...heads), row(...heads.map(() => '---')), ...rows].join('\n')

const defaultText = ({ schema }: SettingKey): string => {
  const value: unknown = schema.default
  if (value === undefined) return schema.type === 'string' ? 'required' : '–'
  return value === '' ? 'empty' : `\`${JSON.stringify(value)}\``
}

const limits = ({ schema }: SettingKey): string => {
  if (annotationsOf(schema).words.length > 0 || schema['minimum'] !== undefined) {
    return ` Must be ${expectation(schema).replaceAll('`""`', 'empty')}.`
  }
  return ''
}

const marks = { active: '', later: '_Not in this version._ ', fixed: '_Only the default._ ' }

const keyRow = (key: SettingKey): string => {
  const start = key.isReadAtStart ? '_At the start._ ' : ''
  const meaning = `${marks[key.status]}${start}${key.description}${limits(key)}`
  return row(`\`${key.path}\``, defaultText(key), meaning)
}

const keysUnder = (section: string): string =>
  table(
    ['key', 'default', 'meaning'],
    settingKeys()
      .filter(({ path }) => /^[a-z_]+/.exec(path)?.[0] === section)
      .map(keyRow),
  )

const duties = (): string =>
  table(
    ['key', 'default', 'meaning'],
    settingKeys()
      .filter(({ path }) => !/^(global|runtime|proxy|channels)[.[]/.test(path))
      .map(keyRow),
  )

const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(', ')

/** The generated parts of the page, by the name between their marks. */
const tables: Readonly<Record<string, () => string>> = {
  global: () => keysUnder('global'),
  runtime: () => keysUnder('runtime'),
  proxy: () => keysUnder('proxy'),
  channels: () => keysUnder('channels'),
  duties,
  environment: () =>
    table(
      ['variable', 'sets', 'also read as'],
      environmentNames.map(({ name, path, aliases }) =>
        row(`\`${name}\``, `\`${path.join('.')}\``, names(aliases)),
      ),
    ),
  idle: () =>
    table(
      ['variable', ''],
      [...idleNames].map(([name, message]) => row(`\`${name}\``, message)),
    ),
  retired: () =>
    table(
      ['key', 'why'],
      [...retiredKeys].map(([path, reason]) => row(`\`${path}\``, reason)),
    ),
}

/** `text` with every generated part as it should be. */
export const withTables = (text: string): string =>
  text.replaceAll(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_whole, begin: string, name: string, end: string) =>
      `${begin}\n${tables[name]?.() ?? `no table is called ${name}`}\n\n${end}`,
  )

if (import.meta.main) await Bun.write(page, withTables(await Bun.file(page).text()))
