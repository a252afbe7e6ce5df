import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkLayout } from '../../scripts/check-layout.ts'
import { checkPlanCycles } from '../../scripts/layout/cycles.ts'
import { checkGlobals } from '../../scripts/layout/globals.ts'
import { longFiles } from '../../scripts/layout/size.ts'
import { readSources } from '../../scripts/layout/source.ts'

type Tree = Readonly<Record<string, string>>

const folders: string[] = []

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

const written = async (tree: Tree) => {
  const root = await mkdtemp(join(tmpdir(), 'layout-'))
  folders.push(root)
  await Promise.all(
    Object.entries(tree).map(([path, text]) => Bun.write(join(root, path), `${text}\n`)),
  )
  return readSources(root, ['src', 'workers'])
}

const findings = async (tree: Tree) =>
  checkLayout(await written(tree)).map(({ path, line, message }) => `${path}:${line} ${message}`)

describe('an import that the plan does not allow', () => {
  const faults: readonly (readonly [string, Tree, string])[] = [
    [
      'upwards',
      { 'src/ir/a.ts': `// first\nimport { b } from '../channel/b.ts'` },
      'src/ir/a.ts:2 ir may not import channel/b.ts',
    ],
    [
      'of types alone',
      { 'src/protocol/a.ts': `import type { B } from '../settings/b.ts'` },
      'src/protocol/a.ts:1 protocol may not import settings/b.ts',
    ],
    [
      'of types among nothing else',
      { 'src/protocol/a.ts': `import { type B, type C } from '../settings/b.ts'` },
      'src/protocol/a.ts:1 protocol may not import settings/b.ts',
    ],
    [
      'by passing it on',
      { 'src/protocol/a.ts': `export type { B } from '../settings/b.ts'` },
      'src/protocol/a.ts:1 protocol may not import settings/b.ts',
    ],
    [
      'at run time',
      { 'src/ledger/a.ts': `export const b = () => import('../server/b.ts')` },
      'src/ledger/a.ts:1 ledger may not import server/b.ts',
    ],
    [
      "past an actor's doors",
      { 'src/server/a.ts': `import { b } from '../account/actor.ts'` },
      'src/server/a.ts:1 server may not import account/actor.ts',
    ],
    [
      'of values where only types may be',
      { 'src/account/a.ts': `import { b, type C } from '../protocol/b.ts'` },
      'src/account/a.ts:1 account may not import more than types of protocol/b.ts',
    ],
    [
      'of a sibling channel',
      { 'src/channel/one/a.ts': `import { b } from '../two/b.ts'` },
      'src/channel/one/a.ts:1 channel/one may not import its sibling channel/two',
    ],
    [
      'of a sibling protocol',
      { 'src/protocol/one/a.ts': `import { b } from '../two/b.ts'` },
      'src/protocol/one/a.ts:1 protocol/one may not import its sibling protocol/two',
    ],
    [
      'of main',
      { 'src/cli/a.ts': `import { b } from '../main.ts'` },
      'src/cli/a.ts:1 nothing imports src/main.ts',
    ],
    [
      'of a worker',
      { 'src/main.ts': `import '../workers/account.ts'` },
      'src/main.ts:1 nothing imports workers/account.ts',
    ],
    [
      'out of the source',
      { 'src/cli/a.ts': `import { b } from '../../bench/b.ts'` },
      'src/cli/a.ts:1 bench/b.ts is outside src',
    ],
    [
      'of a package outside its place',
      { 'src/ledger/a.ts': `import { Elysia } from 'elysia'` },
      'src/ledger/a.ts:1 elysia belongs to src/server/',
    ],
    [
      'of a package without a place',
      { 'src/ledger/a.ts': `import pad from '@left/pad/now.js'` },
      'src/ledger/a.ts:1 @left/pad has no place in scripts/layout/house.ts',
    ],
  ]

  test.each(faults)('is found: %s', async (_name, tree, finding) => {
    expect(await findings(tree)).toEqual([finding])
  })
})

test('imports along the plan, doors, shared files and built-in modules are in order', async () => {
  const tree = {
    'src/main.ts': `import { a } from './server/a.ts'\nimport { c } from './raise-fetch-cap.ts'`,
    'src/server/a.ts': `import { b } from '../scheduler/client.ts'\nimport { t } from 'elysia'`,
    'src/channel/one/a.ts': `import { b } from '../channel.ts'\nimport { c } from '../../ir/c.ts'`,
    'src/channel/index.ts': `export { a } from './one/a.ts'`,
    'src/ledger/a.ts': `import { join } from 'node:path'`,
    'src/account/b.ts': `import { type A } from '../protocol/a.ts'`,
    'workers/account.ts': `import { a } from '../src/account/actor.ts'`,
  }
  expect(await findings(tree)).toEqual([])
})

test('a folder that is not in the plan is found', async () => {
  expect(await findings({ 'src/utils/a.ts': 'export const a = 1' })).toEqual([
    'src/utils/a.ts:0 the folder src/utils is not in the plan',
  ])
})

test('files that import each other over others are found, types included', async () => {
  const tree = {
    'src/ir/a.ts': `import { b } from './b.ts'`,
    'src/ir/b.ts': `import type { C } from './c.ts'`,
    'src/ir/c.ts': `import { a } from './a.ts'`,
  }
  expect(await findings(tree)).toEqual([
    'src/ir/a.ts:1 src/ir/a.ts -> src/ir/b.ts -> src/ir/c.ts -> src/ir/a.ts',
  ])
})

test('a plan in which whole folders may import each other is found', () => {
  const plan = {
    one: { imports: ['two'] },
    two: { imports: ['three'] },
    three: { imports: ['one', 'one/messages.ts'] },
  }
  expect(checkPlanCycles(plan).map(({ message }) => message)).toEqual([
    'the plan allows one -> two -> three -> one',
  ])
})

describe('time and randomness outside clock and random', () => {
  const uses: readonly (readonly [string, string])[] = [
    ['Date', 'export const a = Date.now()'],
    ['Date', 'export const a = new Date()'],
    ['Date', 'export const a = new Date'],
    ['Date', 'export const a = globalThis.Date.now()'],
    ['Date', 'const { now } = Date\nexport { now }'],
    ['performance.now', 'export const a = performance.now()'],
    ['setTimeout', 'setTimeout(() => {}, 1)'],
    ['setTimeout', 'globalThis.setTimeout(() => {}, 1)'],
    ['setInterval', 'export const a = setInterval'],
    ['Math.random', 'export const a = Math.random()'],
    ['crypto.randomUUID', 'export const a = crypto.randomUUID()'],
    ['Bun.sleep', 'export const a = () => Bun.sleep(1)'],
    ['AbortSignal.timeout', 'export const a = AbortSignal.timeout(1)'],
  ]

  test.each(uses)('%s is found in %j', async (what, text) => {
    expect(await findings({ 'src/ledger/a.ts': text })).toEqual([
      `src/ledger/a.ts:1 ${what} outside actor/clock.ts and actor/random.ts: take a Clock or a Random`,
    ])
  })

  const innocent: readonly string[] = [
    'export const a = new Date(0).toISOString()',
    'export const a = (b: unknown) => b instanceof Date',
    'export const a = Date.UTC(2026, 1), b = Date.parse("2026-01-01")',
    '// Date.now() would be wrong here\nexport const a = "Date.now()"',
    'export type A = { readonly at: Date; readonly timer: ReturnType<typeof setTimeout> }',
    'export const a = (setTimeout: () => void) => setTimeout()',
  ]

  test.each(innocent)('nothing is found in %j', async (text) => {
    expect(await findings({ 'src/ledger/a.ts': text })).toEqual([])
  })

  test('nothing is found in the two files that give them', async () => {
    const tree = {
      'src/actor/clock.ts': 'export const now = () => Date.now()',
      'src/actor/random.ts': 'export const next = () => Math.random()',
    }
    expect(await findings(tree)).toEqual([])
  })

  test('an exception covers the named use in the named file only', async () => {
    const sources = await written({
      'src/ledger/a.ts': 'export const a = [crypto.randomUUID(), Math.random()]',
      'src/ledger/b.ts': 'export const a = crypto.randomUUID()',
    })
    const exception = { path: 'src/ledger/a.ts', what: 'crypto.randomUUID', reason: 'a test' }
    const left = checkGlobals(sources, [exception]).map(({ path, message }) => [
      path,
      message.split(' ')[0],
    ])
    expect(left).toEqual([
      ['src/ledger/a.ts', 'Math.random'],
      ['src/ledger/b.ts', 'crypto.randomUUID'],
    ])
  })
})

test('a vendor named in code is found where it has no place', async () => {
  const code = `// Anthropic does it this way\nexport const isOpenAi = (id: string) => id === 'x'`
  expect(await findings({ 'src/scheduler/a.ts': code, 'src/channel/a.ts': code })).toEqual([
    'src/scheduler/a.ts:2 names a vendor: OpenAi',
  ])
})

test('a fourth level of folders is found', async () => {
  const tree = { 'src/ir/a/b/c.ts': '', 'src/ir/a/b/c/d.ts': '' }
  expect(await findings(tree)).toEqual([
    'src/ir/a/b/c/d.ts:0 more than 3 levels of folders under src',
  ])
})

test('files above the length to look at are listed, longest first', async () => {
  const sources = await written({
    'src/ir/a.ts': '\n'.repeat(3),
    'src/ir/b.ts': '\n'.repeat(9),
    'src/ir/c.ts': '\n'.repeat(6),
  })
  expect(longFiles(sources, 5).map(({ path, lines }) => [path, lines])).toEqual([
    ['src/ir/b.ts', 10],
    ['src/ir/c.ts', 7],
  ])
})
