import { expect, test } from 'bun:test'
import { Report } from '../../src/ir/report.ts'
import { codec as anthropic } from '../../src/protocol/anthropic/codec.ts'
import { codec as responses } from '../../src/protocol/openai-responses/codec.ts'
import { prepare } from '../../src/translation/prepare.ts'

const prepared = (items: readonly object[]) => {
  const input = [...items, { role: 'user', content: 'hi' }]
  const read = responses.readRequest({ model: 'm', input }, { model: 'm', isStreaming: false })
  if (read.type === 'refused') throw new Error(read.fault.problem)
  const report = new Report()
  const sides = { source: responses, target: anthropic, issuer: 'one' }
  return { ...prepare(read.prompt, sides, report), report }
}

const group = {
  type: 'namespace',
  name: 'functions',
  description: '',
  tools: [
    {
      type: 'custom',
      name: 'exec',
      format: { type: 'grammar', syntax: 'lark', definition: 's: "a"' },
    },
    { type: 'function', name: 'wait', parameters: { type: 'object' }, strict: false },
  ],
}

test('tools that an item brings are offered elsewhere, without a word about the item', () => {
  const item = { type: 'additional_tools', id: 'at_1', role: 'developer', tools: [group] }
  const { prompt, report } = prepared([item])
  expect(prompt.tools).toMatchObject([
    { type: 'function', name: 'functions__exec' },
    { type: 'function', name: 'functions__wait' },
  ])
  expect(prompt.messages).toMatchObject([{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }])
  expect(report.warnings).toEqual([])
})

test('an item that stays behind is told of', () => {
  const { report } = prepared([{ type: 'configuration_update', tools: [] }])
  expect(report.warnings.map(({ problem }) => problem)).toEqual([
    "'configuration_update' has no counterpart at this upstream and was left out",
  ])
})

test('an item that only its upstream can read is refused', () => {
  const { report } = prepared([{ type: 'compaction', encrypted_content: 'sealed' }])
  expect(report.refusal).toMatchObject({ field: 'messages' })
})

test('a result that an agent tells twice is written once', () => {
  const call = { type: 'function_call', call_id: 'c1', name: 'read', arguments: '{}' }
  const result = { type: 'function_call_output', call_id: 'c1', output: 'a' }
  const { prompt } = prepared([{ role: 'user', content: 'hi' }, call, result, result])
  const results = prompt.messages.flatMap(({ parts }) => parts.map(({ type }) => type))
  expect(results.filter((type) => type === 'tool-result')).toHaveLength(1)
})
