import { describe, expect, test } from 'bun:test'
import { asksForHelp, readOptions } from '../../bench/simulate/options.ts'
import { usage } from '../../bench/simulate/usage.ts'

const refusalOf = async (...words: readonly string[]): Promise<string> => {
  try {
    await readOptions(words)
    return ''
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : ''
  }
}

const refused: readonly (readonly [words: readonly string[], says: string])[] = [
  [
    ['--workload', 'agnts'],
    '--workload: "agnts" is none of agents, bursts, batch, mix, busy-agents, nor the path of a .toml file',
  ],
  [['--accounts', '2.5'], '--accounts: "2.5" is not a whole number'],
  [['--accounts', '10001'], '--accounts: "10001" is not a number above 0, and 10,000 at most'],
  [['--clients-for', '0'], '--clients-for: "0" is not a number above 0, and 10,000 at most'],
  [['--hours', 'Infinity'], '--hours: "Infinity" is not a number above 0, and 8,760 at most'],
  [['--threads', '1000'], '--threads: "1000" is not a number above 0, and 256 at most'],
  [['--seed', '1.5'], '--seed: "1.5" is not a whole number'],
  [['--seeds', '3-1'], '--seeds: "3-1" ends before it begins'],
  [['--seeds', '1-1001'], '--seeds: "1-1001" are more than 1,000 days'],
  [
    ['--seeds', '1-99999999999'],
    '--seeds: "99999999999" is not a number above 0, and 1,000,000,000 at most',
  ],
  [
    ['--replay', 'soon', '--workload', 'agents', '--policies', 'balance'],
    '--replay: "soon" is neither request:NUMBER nor event:NUMBER',
  ],
  [
    ['--replay', 'request:1'],
    '--replay tells of one run: name one --workload, --accounts, --seed and --policies',
  ],
]

describe('what cannot be asked for is told with its option, and what may be', () => {
  for (const [words, says] of refused)
    test(words.join(' '), async () => {
      expect(await refusalOf(...words)).toBe(`Mistake: ${says}`)
    })
})

test('an option that is not known is told with those that are', async () => {
  expect(await refusalOf('--acounts', '2')).toMatch(/known are --workload, --fleet/)
})

test('whoever asks for help hears of every option', async () => {
  expect([asksForHelp(['--help']), asksForHelp(['--hours', '2', '-h'])]).toEqual([true, true])
  const [, known = ''] = (await refusalOf('--acounts', '2')).split('known are ')
  for (const option of known.split(', ')) expect(usage).toContain(`${option} `)
})
