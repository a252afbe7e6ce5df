import { describe, expect, test } from 'bun:test'
import { Report } from '../../../src/ir/report.ts'
import { isObject, type JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
import { requests } from './requests.ts'
import { askedWith } from './streams.ts'
import { damaged } from '../../support/damaged.ts'

const read = (body: JsonObject): ReturnType<typeof codec.readRequest> =>
  codec.readRequest(body, { model: '', isStreaming: false })

const faultOf = (body: JsonObject): string => {
  const result = read({ model: 'gpt-5', input: 'Hi', ...body })
  return result.type === 'refused' ? `${result.fault.field}: ${result.fault.problem}` : 'read'
}

const empty = { id: '', model: '', choices: [], usage: {} }

describe('a malformed request', () => {
  test.each([
    ['model', { model: 5 }, 'model: must be a string'],
    ['no model', { model: null }, 'model: is required: a string'],
    ['stream', { stream: 'yes' }, 'stream: must be true or false'],
    ['input', { input: 5 }, 'input: must be a list'],
    ['an item', { input: ['Hi'] }, 'input[0]: must be an object'],
    ['no type', { input: [{}] }, 'input[0].type: is required: a string'],
    [
      'a role',
      { input: [{ role: 'tool', content: '' }] },
      'input[0].role: must be one of user, assistant, system, developer',
    ],
    [
      'no content',
      { input: [{ role: 'user' }] },
      'input[0].content: is required: a string or a list',
    ],
    [
      'a part',
      { input: [{ role: 'user', content: [{ type: 'input_text', text: 5 }] }] },
      'input[0].content[0].text: must be a string',
    ],
    [
      'a picture',
      { input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
      'input[0].content[0].image_url: is required, or file_id',
    ],
    [
      'a call',
      { input: [{ type: 'function_call', call_id: 'c', arguments: '' }] },
      'input[0].name: is required: a string',
    ],
    [
      'a result',
      { input: [{ type: 'function_call_output', call_id: 'c', output: 5 }] },
      'input[0].output: must be a list',
    ],
    [
      'a tool',
      { tools: [{ type: 'function', name: 'a', parameters: 'b' }] },
      'tools[0].parameters: must be an object',
    ],
    [
      'a member of a namespace',
      { tools: [{ type: 'namespace', name: 'a', tools: [{ type: 'function' }] }] },
      'tools[0].tools[0].name: is required: a string',
    ],
    ['a choice', { tool_choice: 'some' }, 'tool_choice: must be one of auto, none, required'],
    [
      'an effort',
      { reasoning: { effort: 'huge' } },
      'reasoning.effort: must be one of none, minimal, low, medium, high, xhigh, max',
    ],
    [
      'a form',
      { text: { format: { type: 'json_schema', name: 'a' } } },
      'text.format.schema: is required: an object',
    ],
    [
      'a count',
      { max_output_tokens: 1.5 },
      'max_output_tokens: must be a whole number of at least 1',
    ],
    ['metadata', { metadata: [] }, 'metadata: must be an object'],
  ])('is told which field is wrong: %s', (_name, body, fault) => {
    expect(faultOf(body)).toBe(fault)
  })

  const everyWay = Object.values(requests).flatMap((request) =>
    [5, 'text', true, [], {}, null, [null], { type: 5 }].flatMap((damage) =>
      damaged({ model: 'gpt-5', input: [], ...request }, damage).filter(isObject),
    ),
  )

  test('never is more than refused, whatever is wrong with it', () => {
    const results = everyWay.map((body) => read(body).type)
    expect(new Set(results)).toEqual(new Set(['read', 'refused']))
  })

  test('that is read all the same is written, and answered', () => {
    const prompts = everyWay.flatMap((body) => {
      const result = read(body)
      return result.type === 'read' ? [result.prompt] : []
    })
    const written = prompts.flatMap((prompt) => [
      codec.writeRequest(prompt, new Report())['model'],
      codec.writeAnswer(empty, { ...askedWith(), prompt })['object'],
    ])
    expect(written).not.toContain(undefined)
  })
})
