import { expect, test } from 'bun:test'
import { mergeUsage, noUsage, totalTokens } from '../../src/ir/usage.ts'
import { protocols } from '../../src/protocol/index.ts'
import {
  countAt,
  isObject,
  objectAt,
  parseBytes,
  type JsonObject,
} from '../../src/protocol/json.ts'
import { describeRecorded, fixturesOf, recordedIn } from '../support/fixtures.ts'

const parse = (bytes: string): JsonObject => {
  const parsed = parseBytes(bytes)
  return isObject(parsed) ? parsed : {}
}

const answers = recordedIn.flatMap(([protocol, folder]) =>
  fixturesOf(folder, '.json')
    .filter(({ bytes }) => parse(bytes)['error'] === undefined || parse(bytes)['error'] === null)
    .map(({ name, bytes }) => ({ name, protocol, bytes })),
)
const named = answers.map((answer) => [answer.name, answer] as const)

/** What a vendor says or means as its total; Anthropic's four counts stand beside each other. */
const toldTotal = (body: JsonObject): number => {
  const usage = objectAt(body, 'usage') ?? objectAt(body, 'usageMetadata')
  const parts = [
    'input_tokens',
    'cache_creation_input_tokens',
    'cache_read_input_tokens',
    'output_tokens',
  ]
  return (
    countAt(usage, 'total_tokens') ??
    countAt(usage, 'totalTokenCount') ??
    parts.reduce((sum, part) => sum + (countAt(usage, part) ?? 0), 0)
  )
}

describeRecorded('a recorded answer', () => {
  test.each(named)(
    '%s: scanning finds the usage that parsing finds',
    (_name, { protocol, bytes }) => {
      const { readUsage } = protocols[protocol]
      const { usage, usageMetadata } = parse(bytes)
      const scanned = readUsage('generate', bytes)
      expect(scanned).toEqual(readUsage('generate', JSON.stringify({ usage, usageMetadata })))
      expect(totalTokens(mergeUsage(noUsage, scanned))).toBe(toldTotal(parse(bytes)))
    },
  )

  test.each(named)('%s is no error', (_name, { protocol, bytes }) => {
    expect(protocols[protocol].readError(bytes)).toBeUndefined()
  })

  test("Google's recorded 429 asks for the wait of its RetryInfo", () => {
    const recorded = fixturesOf('gemini', '.json').find(({ name }) =>
      name.endsWith('429-retry-info'),
    )
    expect(protocols.gemini.readError(recorded?.bytes ?? '')).toEqual({
      message: 'You exceeded your current quota, please check your plan.',
      type: 'RESOURCE_EXHAUSTED',
      code: '',
      retryAfterMs: 34_400,
      status: 429,
      quotas: ['GenerateRequestsPerMinutePerProjectPerModel-FreeTier'],
    })
  })
})
