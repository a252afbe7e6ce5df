import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Report } from '../../../src/ir/report.ts'
import { isObject, type JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { requests } from './requests.ts'
import { damaged } from '../../support/damaged.ts'

const read = (body: JsonObject): ReturnType<typeof codec.readRequest> =>
  codec.readRequest(body, { model: '', isStreaming: false })

const faultOf = (body: JsonObject): string => {
  const result = read({ model: 'm', messages: [], ...body })
  return result.type === 'refused' ? `${result.fault.field}: ${result.fault.problem}` : 'read'
}

const ofUser = (content: unknown): JsonObject => ({ messages: [{ role: 'user', content }] })
const ofAssistant = (message: JsonObject): JsonObject => ({
  messages: [{ role: 'assistant', ...message }],
})

describe('a malformed request is told by the path of', () => {
  test.each<[string, JsonObject, string]>([
    ['a model', { model: 5 }, 'model: must be a string'],
    ['no model', { model: null }, 'model: is required: a string'],
    ['no messages', { messages: null }, 'messages: is required: a list'],
    ['messages', { messages: 'Hi' }, 'messages: must be a list'],
    ['a message', { messages: ['Hi'] }, 'messages[0]: must be an object'],
    ['no role', { messages: [{}] }, 'messages[0].role: is required: a string'],
    [
      'a role',
      { messages: [{ role: 'model' }] },
      'messages[0].role: must be one of system, developer, user, assistant, tool, function',
    ],
    ['a content', ofUser(5), 'messages[0].content: must be a string or a list'],
    ['a part', ofUser(['Hi']), 'messages[0].content[0]: must be an object'],
    ['no type', ofUser([{}]), 'messages[0].content[0].type: is required: a string'],
    [
      'a text',
      ofUser([{ type: 'text', text: 5 }]),
      'messages[0].content[0].text: must be a string',
    ],
    [
      'a path on this machine',
      ofUser([{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }]),
      'messages[0].content[0].image_url.url: must be an http or https URL, or a data URL in base64',
    ],
    [
      'a path without a scheme',
      ofUser([{ type: 'file', file: { file_data: '/etc/passwd' } }]),
      'messages[0].content[0].file.file_data: must be an http or https URL, or a data URL in base64',
    ],
    [
      'an empty file',
      ofUser([{ type: 'file', file: {} }]),
      'messages[0].content[0].file: needs a file_id or file_data',
    ],
    [
      'sound without a format',
      ofUser([{ type: 'input_audio', input_audio: { data: 'x' } }]),
      'messages[0].content[0].input_audio.format: is required: a string',
    ],
    [
      'arguments',
      ofAssistant({ tool_calls: [{ id: 'c', function: { name: 'f', arguments: {} } }] }),
      'messages[0].tool_calls[0].function.arguments: must be a string',
    ],
    [
      'a call without an id',
      ofAssistant({ tool_calls: [{ function: { name: 'f' } }] }),
      'messages[0].tool_calls[0].id: is required: a string',
    ],
    [
      'a thought',
      ofAssistant({ reasoning_content: 5 }),
      'messages[0].reasoning_content: must be a string',
    ],
    [
      'a result without a call',
      { messages: [{ role: 'tool', content: 'x' }] },
      'messages[0].tool_call_id: is required: a string',
    ],
    ['tools', { tools: {} }, 'tools: must be a list'],
    [
      'a tool without a name',
      { tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name: is required: a string',
    ],
    [
      'parameters',
      { tools: [{ type: 'function', function: { name: 'f', parameters: [] } }] },
      'tools[0].function.parameters: must be an object',
    ],
    ['a choice', { tool_choice: 'any' }, 'tool_choice: must be one of auto, none, required'],
    ['both ways', { functions: [], tools: [] }, 'functions: cannot stand beside tools'],
    ['a temperature', { temperature: '1' }, 'temperature: must be a number'],
    ['a limit', { max_tokens: 0 }, 'max_tokens: must be a whole number of at least 1'],
    ['a bias', { logit_bias: { 5: 'x' } }, 'logit_bias.5: must be a number'],
    ['a stop', { stop: [5] }, 'stop[0]: must be a string'],
    [
      'an effort',
      { reasoning_effort: 'huge' },
      'reasoning_effort: must be one of none, minimal, low, medium, high, xhigh, max',
    ],
    [
      'a schema without a name',
      { response_format: { type: 'json_schema', json_schema: {} } },
      'response_format.json_schema.name: is required: a string',
    ],
    [
      'a format',
      { response_format: { type: 'xml' } },
      'response_format.type: must be one of text, json_object, json_schema',
    ],
    ['a wish', { stream_options: 5 }, 'stream_options: must be an object'],
  ])('%s', (_name, body, fault) => {
    expect(faultOf(body)).toBe(fault)
  })
})

describe('a request with something else in any place', () => {
  test.each(Object.entries(requests))('of %s is read or refused', (_name, request) => {
    for (const damage of [5, 'x', true, null, [], {}, [null], [[]]]) {
      for (const body of damaged({ model: 'm', messages: [], ...request }, damage)) {
        if (!isObject(body)) continue
        const result = read(body)
        if (result.type === 'read') codec.writeRequest(result.prompt, new Report())
        else expect(result.fault.problem).not.toBe('')
      }
    }
  })

  test('or with anything at all is read or refused', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...members), fc.jsonValue()), (body) => {
        expect(['read', 'refused']).toContain(read(body).type)
      }),
    )
  })
})

const members = ['model', 'messages', 'tools', 'tool_choice', 'stop', 'response_format', 'n']
