import { describe, expect, test } from 'bun:test'
import { noRules } from '../../src/ir/rules.ts'
import { codec as anthropic } from '../../src/protocol/anthropic/codec.ts'
import { codec as responses } from '../../src/protocol/openai-responses/codec.ts'
import { issuerOf, translatePrompt } from '../../src/translation/index.ts'

const sides = {
  source: responses,
  target: anthropic,
  issuer: issuerOf('anthropic/one', 'anthropic'),
}

/** A request of OpenAI's Responses, for an upstream of Anthropic. */
const translate = (body: object) => {
  const read = responses.readRequest({ model: 'm', ...body }, { model: 'm', isStreaming: false })
  if (read.type === 'refused') return read
  return translatePrompt(read.prompt, sides, {
    model: 'claude-opus-5',
    wish: '',
    rules: noRules,
    isUpstreamStreaming: false,
    framing: 'sse',
    now: 0,
    ids: { next: (prefix) => `${prefix}1` },
  })
}

const hello = { role: 'user', content: 'Hello' }

describe('what only OpenAI can read', () => {
  test.each(['item_reference', 'compaction'])('is refused as %s', (type) => {
    const item = { type, id: 'cmp_1', encrypted_content: 'gAAAA' }
    expect(translate({ input: [item, hello] })).toMatchObject({
      type: 'refused',
      fault: { field: 'input', problem: expect.stringContaining(type) },
    })
  })

  test('is left out and told where the conversation can do without', () => {
    const item = { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 'x', tools: [] }
    expect(translate({ input: [item, hello] })).toMatchObject({
      type: 'translated',
      body: { messages: [{ role: 'user', content: 'Hello' }] },
      warnings: [{ field: 'input', problem: expect.stringContaining('mcp_list_tools') }],
    })
  })
})

test('a field is told by its own name, whatever that name is', () => {
  expect(translate({ input: [hello], constructor: 1 })).toMatchObject({
    warnings: [{ field: 'constructor' }],
  })
})
