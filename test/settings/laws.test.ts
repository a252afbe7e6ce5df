import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { pathText, type Path } from '../../src/settings/path.ts'
import { resolve } from '../../src/settings/resolve.ts'
import { settingKeys } from '../../src/settings/setting-keys.ts'
import { faultsOf, fileLayer, resolveTree, whereabouts } from './resolved.ts'

/** Tables of the tree, as paths without list positions. */
const tables = [...new Set(settingKeys().map(({ path }) => path.replace(/(^|\.)[^.]+$/, '')))].map(
  (path) => path.split('.').filter((part) => part !== ''),
)

/** `parts` with one key inside: `['channels[]', 'settings']` becomes a list of one table. */
const treeWith = (parts: readonly string[], key: string): { tree: unknown; path: Path } => {
  const [part, ...rest] = parts
  if (part === undefined) return { tree: Object.fromEntries([[key, 1]]), path: [key] }
  const inner = treeWith(rest, key)
  const name = part.replace('[]', '')
  return part.endsWith('[]')
    ? { tree: { [name]: [inner.tree] }, path: [name, 0, ...inner.path] }
    : { tree: { [name]: inner.tree }, path: [name, ...inner.path] }
}

const unknownKey = fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => `zz${text}`)

test('an unknown key is always reported with its path, however deep it is', () => {
  fc.assert(
    fc.property(fc.constantFrom(...tables), unknownKey, (table, key) => {
      const { tree, path } = treeWith(table, key)
      expect(faultsOf(tree)).toContainEqual(
        expect.objectContaining({ path: pathText(path), message: 'is no known setting' }),
      )
    }),
  )
})

const key = fc.oneof(
  fc.constantFrom(...new Set(settingKeys().flatMap(({ path }) => path.split(/\[\]\.|\./)))),
  fc.constantFrom('builtin', 'Custom', 'OpenAi', 'api_key', '__proto__', 'constructor', 'port'),
  fc.string(),
)

/** Values that come close to settings: known keys at every level, over anything. */
const nearlySettings = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.jsonValue(),
    fc.constantFrom('${HOME}', '${', '$${X}', 'true', '8045', 'openai/a', 'socks5://h:1'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
})).value

test('whatever the layers hold, there is an answer and never an exception', () => {
  fc.assert(
    fc.property(nearlySettings, fc.jsonValue(), (tree, runtime) => {
      const resolution = resolve({
        layers: [fileLayer(tree), { source: { type: 'runtime' }, form: 'data', tree: runtime }],
        environment: () => undefined,
        whereabouts,
      })
      const isRefused = resolution.type === 'refused'
      expect(isRefused ? resolution.faults.length : 1).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})

test('what was read once reads the same again', () => {
  const modes = fc.constantFrom('Balance', 'cacheFirst', 'performance-first')
  const tree = fc.record({
    global: fc.record({ port: fc.integer({ min: 0, max: 65_535 }) }, { requiredKeys: [] }),
    proxy: fc.record({ scheduling: fc.record({ mode: modes }) }, { requiredKeys: [] }),
  })
  fc.assert(
    fc.property(tree, (first) => {
      const once = resolveTree(first)
      if (once.type === 'refused') throw new Error('refused')
      const again = resolveTree(JSON.parse(JSON.stringify(once.settings)))
      expect(again).toMatchObject({ type: 'loaded', settings: once.settings })
    }),
  )
})
