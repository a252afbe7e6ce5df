import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Affinity, type Lesson } from '../../../src/scheduler/cache/affinity.ts'
import { openPrompt, type Prompt } from '../../../src/scheduler/cache/prompt.ts'

/** A prompt of these blocks, 1,000 bytes each. */
const promptOf = (blocks: string, over: Partial<Parameters<typeof openPrompt>[0]> = {}): Prompt =>
  openPrompt({
    user: 'alice',
    channel: 'openai',
    model: 'm',
    prefixes: {
      lifetimeMs: 1_000,
      list: Array.from(blocks, (_, index) => ({
        mark: blocks.slice(0, index + 1),
        bytes: (index + 1) * 1_000,
      })),
    },
    ...over,
  })

const lesson = (over: Partial<Lesson>): Lesson => ({
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: -1,
  ...over,
})

/** Believes it four fifths of what it is thought to have. */
const distrust = (affinity: Affinity, account: string): void => {
  affinity.expect(promptOf('q'), account, 0)
  affinity.learn(affinity.expect(promptOf('q'), account, 0), lesson({ inputTokens: 250 }))
}

const warmBytes = (affinity: Affinity, prompt: Prompt, now: number) =>
  Object.fromEntries(affinity.warmAt(prompt, now).map(({ account, bytes }) => [account, bytes]))

describe('affinity', () => {
  test('knows 100,000 beginnings of a channel where nobody says otherwise', () => {
    const affinity = new Affinity()
    for (let prompt = 0; prompt <= 1_000; prompt += 1)
      affinity.expect(
        promptOf('', {
          prefixes: {
            lifetimeMs: 1_000,
            list: Array.from({ length: 100 }, (_, at) => ({ mark: `${prompt}-${at}`, bytes: at })),
          },
        }),
        'a',
        0,
      )
    expect(affinity.size).toBe(100_000)
  })

  test('knows the longest beginning that each account was sent, the warmest first', () => {
    const affinity = new Affinity()
    affinity.expect(promptOf('xy'), 'a', 0)
    affinity.expect(promptOf('xyzw'), 'b', 0)
    affinity.expect(promptOf('q'), 'c', 0)
    expect(affinity.warmAt(promptOf('xyzq'), 1)).toEqual([
      { account: 'b', bytes: 3_000, share: 0.75 },
      { account: 'a', bytes: 2_000, share: 0.5 },
    ])
  })

  test('ends with the upstream’s lifetime, which each use begins anew', () => {
    const affinity = new Affinity()
    affinity.expect(promptOf('x'), 'a', 0)
    expect(affinity.expect(promptOf('xy'), 'a', 900).bytes).toBe(1_000)
    expect(warmBytes(affinity, promptOf('x'), 1_899)).toEqual({ a: 1_000 })
    expect(warmBytes(affinity, promptOf('x'), 1_900)).toEqual({})
  })

  test('is of one user, one channel and one model', () => {
    const affinity = new Affinity()
    affinity.expect(promptOf('x'), 'a', 0)
    for (const over of [{ user: 'bob' }, { channel: 'other' }, { model: 'n' }])
      expect(affinity.warmAt(promptOf('x', over), 1)).toEqual([])
  })

  test('expects little of an account whose upstream reads nothing, and more again once it does', () => {
    const affinity = new Affinity()
    for (let turn = 0; turn < 20; turn += 1) {
      const expected = affinity.expect(promptOf('xy'), 'a', turn)
      affinity.learn(expected, lesson({ inputTokens: 500 }))
    }
    expect(warmBytes(affinity, promptOf('xy'), 20)['a']).toBeLessThan(50)
    const expected = affinity.expect(promptOf('xy'), 'a', 21)
    affinity.learn(expected, lesson({ cacheReadTokens: 500 }))
    expect(warmBytes(affinity, promptOf('xy'), 22)).toEqual({ a: 2_000 })
  })

  test.each<[string, Partial<Lesson>, number, number]>([
    ['what it read', { cacheReadTokens: 250, inputTokens: 250 }, 1_000, 1_600],
    ['what it wrote', { cacheWriteTokens: 250, inputTokens: 250 }, 1_000, 1_600],
    ['both together', { cacheReadTokens: 250, cacheWriteTokens: 250 }, 1_000, 2_000],
    [
      'what comes near enough to a beginning',
      { cacheReadTokens: 245, inputTokens: 255 },
      1_000,
      1_600,
    ],
    ['nothing where it had nothing', { inputTokens: 500 }, 800, 1_600],
    [
      'nothing of its cache where it is silent',
      { cacheReadTokens: -1, inputTokens: 500 },
      800,
      1_600,
    ],
    ['nothing that can be weighed', { cacheReadTokens: 250, inputTokens: -1 }, 800, 1_600],
    ['nothing at all', {}, 800, 1_600],
  ])('takes for confirmed what the upstream says: %s', (_name, said, ofOne, ofBoth) => {
    const affinity = new Affinity()
    distrust(affinity, 'a')
    affinity.learn(affinity.expect(promptOf('xy'), 'a', 0), lesson(said))
    const known = ['x', 'xy'].map((blocks) => warmBytes(affinity, promptOf(blocks), 1)['a'])
    expect(known).toEqual([ofOne, ofBoth])
  })

  test('is confirmed no more once it has ended, and sent anew is a guess', () => {
    const affinity = new Affinity()
    distrust(affinity, 'a')
    affinity.learn(affinity.expect(promptOf('x'), 'a', 0), lesson({ cacheWriteTokens: 250 }))
    affinity.expect(promptOf('x'), 'a', 1_000)
    expect(warmBytes(affinity, promptOf('x'), 1_001)).toEqual({ a: 800 })
  })

  test('is trusted by the share that was read of what was expected', () => {
    const affinity = new Affinity()
    affinity.expect(promptOf('xy'), 'a', 0)
    const half = lesson({ cacheReadTokens: 250, inputTokens: 750 })
    affinity.learn(affinity.expect(promptOf('xyzw'), 'a', 0), half)
    expect(affinity.trustIn('a', promptOf('x'))).toBe(0.9)
  })

  test('prefers a beginning that the upstream has confirmed to a longer one that it is not trusted with', () => {
    const affinity = new Affinity()
    affinity.expect(promptOf('x'), 'guessed', 0)
    affinity.learn(affinity.expect(promptOf('x'), 'guessed', 0), lesson({ inputTokens: 250 }))
    affinity.expect(promptOf('xy'), 'guessed', 1)
    const known = affinity.expect(promptOf('xy'), 'known', 1)
    affinity.learn(known, lesson({ cacheWriteTokens: 500 }))
    expect(affinity.warmAt(promptOf('xy'), 2).map(({ account }) => account)).toEqual([
      'known',
      'guessed',
    ])
  })

  test('knows what it did before of what was not sent after all, and what it learnt since', () => {
    const affinity = new Affinity()
    affinity.expect(promptOf('x'), 'a', 0)
    const unsent = affinity.expect(promptOf('xyz'), 'a', 500)
    affinity.expect(promptOf('xy'), 'a', 700)
    affinity.withdraw(unsent)
    expect(warmBytes(affinity, promptOf('xyz'), 1_600)).toEqual({ a: 2_000 })
    affinity.withdraw(affinity.expect(promptOf('xyz'), 'a', 1_600))
    expect(warmBytes(affinity, promptOf('xyz'), 1_600)).toEqual({ a: 2_000 })
    expect(warmBytes(affinity, promptOf('xyz'), 1_700)).toEqual({})
  })

  test.each([
    ['abcdefghaij', 'adefghij'],
    ['abcdefgbh', 'abcdefgh'],
    ['abcdefgbhi', 'bcdefghi'],
  ])('remembers the latest eight accounts of a beginning: of %s %s', (sent, left) => {
    const affinity = new Affinity()
    for (const account of sent) affinity.expect(promptOf('x'), account, 0)
    const known = affinity.warmAt(promptOf('x'), 1).map(({ account }) => account)
    expect(known.toSorted().join('')).toBe(left)
  })

  test('forgets the accounts that are let go, with what they were trusted with, and no others', () => {
    const affinity = new Affinity()
    for (const account of ['a', 'b']) distrust(affinity, account)
    affinity.releaseAccounts(new Set(['a']))
    expect(affinity.warmAt(promptOf('q'), 1).map(({ account }) => account)).toEqual(['b'])
    expect(['a', 'b'].map((account) => affinity.trustIn(account, promptOf('q')))).toEqual([1, 0.8])
    affinity.releaseAccounts(new Set(['b']))
    expect(affinity.size).toBe(0)
  })

  test('keeps no more than as many prompts of a channel as the operator says', () => {
    const affinity = new Affinity()
    affinity.configure(new Map([['openai', 1]]))
    const long = (first: string): Prompt => promptOf(first.padEnd(64, 'x'))
    affinity.expect(long('a'), 'a', 0)
    affinity.expect(long('b'), 'a', 0)
    affinity.expect(promptOf('x', { channel: 'other' }), 'a', 0)
    expect(affinity.size).toBe(65)
    expect([long('a'), long('b')].map((one) => affinity.warmAt(one, 1).length)).toEqual([0, 1])
  })

  test('lets go what is beyond a new limit, and what is of a channel that is gone', () => {
    const affinity = new Affinity()
    for (const channel of ['openai', 'other'])
      affinity.expect(promptOf('x'.repeat(90), { channel }), 'a', 0)
    affinity.configure(new Map([['openai', 0]]))
    expect(affinity.size).toBe(90)
    affinity.configure(new Map([['openai', 1]]))
    expect(affinity.size).toBe(64)
  })

  test('is never more than may be, never of an account that was let go, and never longer than the prompt', () => {
    const blocks = fc.string({
      unit: fc.constantFrom('x', 'y', 'z'),
      minLength: 1,
      maxLength: 5,
    })
    const step = fc.tuple(fc.constantFrom('expect', 'release'), blocks, fc.constantFrom('a', 'b'))
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const affinity = new Affinity(7)
        for (const [at, [what, text, account]] of steps.entries()) {
          if (what === 'expect') affinity.expect(promptOf(text), account, at)
          else affinity.releaseAccounts(new Set([account]))
          expect(affinity.size).toBeLessThanOrEqual(7)
          const warm = affinity.warmAt(promptOf(text), at)
          if (what === 'release') expect(warm.map((one) => one.account)).not.toContain(account)
          for (const { share } of warm) expect(share).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
