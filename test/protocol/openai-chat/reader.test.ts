import { describe, expect, test } from 'bun:test'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { grammarFaults } from '../../contract/event-grammar.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { askedWith, done, framed, readChoices, readDeltas, readText } from './streams.ts'
import { countedIds } from '../../support/counted-ids.ts'

const chunk = (choice: object): object => ({ id: 'c', model: 'm', choices: [choice] })
const piece = (index: number | undefined, member: object, id?: string): object => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id }),
  function: member,
})

const partsOf = (events: readonly AnswerEvent[]): readonly Part[] | undefined => {
  expect(grammarFaults(events)).toEqual([])
  return foldAnswer(events).choices[0]?.parts
}

const call = (id: string, name: string, text: string): Part => ({
  type: 'tool-call',
  kind: 'function',
  id,
  name,
  arguments: text,
})

test('a stream that is an end mark and nothing else is no answer', () => {
  expect(readText(done)).toEqual([{ type: 'malformed' }])
})

describe('the calls of a stream', () => {
  test('are put together by their index, interleaved as they may be', () => {
    const events = readDeltas(
      { tool_calls: [piece(0, { name: 'a', arguments: '' }, 'c1')] },
      { tool_calls: [piece(1, { name: 'b', arguments: '{"y"' }, 'c2')] },
      { tool_calls: [piece(0, { arguments: '{"x":1}' }), piece(1, { arguments: ':2}' })] },
    )
    expect(partsOf(events)).toEqual([call('c1', 'a', '{"x":1}'), call('c2', 'b', '{"y":2}')])
  })

  test('end as soon as they are whole and another begins', () => {
    const events = readDeltas(
      { tool_calls: [piece(0, { name: 'a', arguments: '{}' }, 'c1')] },
      { tool_calls: [piece(1, { name: 'b', arguments: '{}' }, 'c2')] },
    )
    expect(events.map(({ type }) => type).slice(0, 5)).toEqual([
      'start',
      'part-start',
      'delta',
      'part-end',
      'part-start',
    ])
  })

  test('are told apart by their ids where all have one index', () => {
    const events = readDeltas({
      tool_calls: [
        piece(0, { name: 'a', arguments: '{}' }, 'c1'),
        piece(0, { name: 'b', arguments: '{}' }, 'c2'),
      ],
    })
    expect(partsOf(events)).toEqual([call('c1', 'a', '{}'), call('c2', 'b', '{}')])
  })

  test('may have no index, and no id', () => {
    const events = readDeltas(
      { tool_calls: [piece(undefined, { name: 'a', arguments: '{"x"' })] },
      { tool_calls: [piece(undefined, { arguments: ':1}' })] },
      { tool_calls: [piece(undefined, { name: 'b', arguments: '{}' })] },
    )
    expect(partsOf(events)).toEqual([call('call_1', 'a', '{"x":1}'), call('call_2', 'b', '{}')])
  })

  test('may repeat their id and name in every piece', () => {
    const events = readDeltas(
      { tool_calls: [piece(0, { name: 'a', arguments: '{"x"' }, 'c1')] },
      { tool_calls: [piece(0, { name: 'a', arguments: ':1}' }, 'c1')] },
    )
    expect(partsOf(events)).toEqual([call('c1', 'a', '{"x":1}')])
  })

  test('may get their name late, and arguments that are an object', () => {
    const events = readDeltas(
      { tool_calls: [piece(0, {}, 'c1')] },
      { tool_calls: [piece(0, { name: 'a', arguments: { x: 1 } })] },
    )
    expect(partsOf(events)).toEqual([call('c1', 'a', '{"x":1}')])
  })

  test('may be told in the way before there were tools', () => {
    const events = readDeltas(
      { function_call: { name: 'a', arguments: '{"x"' } },
      { function_call: { arguments: ':1}' } },
    )
    expect(partsOf(events)).toEqual([call('call_1', 'a', '{"x":1}')])
  })

  test('make the reason to end theirs, whatever the upstream says', () => {
    const events = readDeltas({ tool_calls: [piece(0, { name: 'a' }, 'c1')] })
    expect(foldAnswer(events).choices[0]?.finish).toEqual({ reason: 'tool-calls', word: 'stop' })
  })

  test('may stand between texts', () => {
    const events = readDeltas(
      { content: 'A' },
      { tool_calls: [piece(0, { name: 'a' }, 'c1')] },
      { content: 'B' },
    )
    expect(partsOf(events)?.map(({ type }) => type)).toEqual(['text', 'tool-call', 'text'])
  })
})

describe('the thoughts of a stream', () => {
  test('are those before the text, by either name', () => {
    const events = readDeltas({ reasoning: 'H' }, { reasoning: 'm' }, { content: 'Hi' })
    expect(partsOf(events)).toEqual([
      { type: 'thinking', text: 'Hm', extras: { field: 'reasoning' } },
      { type: 'text', text: 'Hi' },
    ])
  })

  test('are read once where they stand twice, and get their proof', () => {
    const detail = { type: 'reasoning.text', index: 0 }
    const events = readDeltas(
      { reasoning: 'H', reasoning_details: [{ ...detail, text: 'H' }] },
      { reasoning: 'm', reasoning_details: [{ ...detail, text: 'm' }] },
      { reasoning_details: [{ ...detail, signature: 'c2ln' }] },
      { content: 'Hi' },
    )
    expect(partsOf(events)).toEqual([
      { type: 'thinking', text: 'Hm', proof: 'c2ln', extras: detail },
      { type: 'text', text: 'Hi' },
    ])
  })

  test('may be nothing but a proof', () => {
    const events = readDeltas({
      reasoning_details: [{ type: 'reasoning.encrypted', data: 'ZW5j', id: 'rs_1' }],
    })
    expect(partsOf(events)).toMatchObject([
      { type: 'thinking', text: '', proof: 'ZW5j', id: 'rs_1' },
    ])
  })

  test('may come in a list of contents', () => {
    const events = readDeltas(
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] },
      { content: [{ type: 'text', text: 'Hi' }] },
    )
    expect(partsOf(events)).toEqual([
      { type: 'thinking', text: 'Hm' },
      { type: 'text', text: 'Hi' },
    ])
  })
})

describe('a stream', () => {
  test('is complete without its mark once every choice has finished', () => {
    const events = readText(
      framed([
        chunk({ index: 0, delta: { content: 'A' } }),
        chunk({ index: 1, delta: { content: 'B' }, finish_reason: 'stop' }),
        chunk({ index: 0, delta: {}, finish_reason: 'length' }),
      ]),
    )
    expect(events.at(-1)).toEqual({ type: 'end' })
    expect(foldAnswer(events).choices.map(({ finish }) => finish.reason)).toEqual([
      'length',
      'stop',
    ])
  })

  test('is cut when a choice is still open', () => {
    const events = readText(framed([chunk({ index: 0, delta: { content: 'A' } })]))
    expect(events.at(-1)?.type).toBe('delta')
  })

  test('is ended by its mark though no reason was told', () => {
    const events = readText(framed([chunk({ index: 0, delta: { content: 'A' } })]) + done)
    expect(events.slice(-3)).toEqual([
      { type: 'part-end', choice: 0, part: 0 },
      { type: 'finish', choice: 0, finish: { reason: 'other' } },
      { type: 'end' },
    ])
  })

  test('may bring a whole message', () => {
    const events = readChoices({ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' })
    expect(partsOf(events)).toEqual([{ type: 'text', text: 'Hi' }])
  })

  test('is not read twice where all of it so far stands beside each delta', () => {
    const events = readChoices(
      { delta: { content: 'A' }, message: { content: 'A' } },
      { delta: { content: 'B' }, message: { content: 'AB' } },
      { delta: {}, message: { content: 'AB' }, finish_reason: 'stop' },
    )
    expect(partsOf(events)).toEqual([{ type: 'text', text: 'AB' }])
  })

  test('says nothing after its end', () => {
    const told = framed([chunk({ delta: { content: 'A' } })]) + done
    expect(readText(told + framed([chunk({ delta: { content: 'B' } })]))).toEqual(readText(told))
  })

  test('tells the upstream’s error', () => {
    const events = readText(framed([{ error: { message: 'Zu viel – genug', code: 'busy' } }]))
    expect(events).toEqual([
      { type: 'error', error: { message: 'Zu viel – genug', type: '', code: 'busy' } },
    ])
  })

  test('of something else is malformed', () => {
    expect(readText('data: <html>\n\n')).toEqual([{ type: 'malformed' }])
  })

  test('tells sound with its words', () => {
    const events = readDeltas(
      { audio: { id: 'audio_1', transcript: 'He' } },
      { audio: { data: 'UklG' } },
      { audio: { data: 'Rg==', transcript: 'llo' } },
      { audio: { expires_at: 5 } },
    )
    expect(partsOf(events)).toEqual([
      { type: 'text', text: 'Hello', extras: { audio: 'transcript' } },
      {
        type: 'audio',
        source: { type: 'data', mediaType: 'audio/wav', data: 'UklGRg==' },
        extras: { id: 'audio_1', expires_at: 5 },
      },
    ])
  })

  test('tells images', () => {
    const url = 'data:image/png;base64,iVBO'
    const events = readDeltas(
      { content: 'Look.' },
      { images: [{ type: 'image_url', image_url: { url } }] },
    )
    expect(partsOf(events)).toEqual([
      { type: 'text', text: 'Look.' },
      { type: 'image', source: { type: 'data', mediaType: 'image/png', data: 'iVBO' } },
    ])
  })

  test('tells what its text cites, before it or after it', () => {
    const url_citation = { url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 }
    const annotations = [{ type: 'url_citation', url_citation }]
    const citation = { url: 'https://a.example', title: 'A', start: 0, end: 2 }
    const text = { type: 'text' as const, text: 'Hi', citations: [citation] }
    expect(partsOf(readDeltas({ content: 'Hi' }, { annotations }))).toEqual([text])
    expect(partsOf(readDeltas({ annotations }, { content: 'Hi' }))).toEqual([text])
  })

  test('tells probabilities', () => {
    const content = [{ token: 'Hi', logprob: -0.5, bytes: [72, 105], top_logprobs: [] }]
    const events = readChoices({ delta: { content: 'Hi' }, logprobs: { content } })
    expect(partsOf(events)).toEqual([
      { type: 'text', text: 'Hi', logprobs: [{ token: 'Hi', logprob: -0.5, bytes: [72, 105] }] },
    ])
  })

  test('tells what was found beside its choices, once', () => {
    const search_results = [{ url: 'https://a.example', title: 'A', date: '2026-01-01' }]
    const body = { id: 'c', model: 'm', search_results, citations: ['https://a.example'] }
    const delta = { content: 'Hi' }
    const told = { ...body, choices: [{ delta, finish_reason: null }] }
    const events = readText(framed([told, told]) + done)
    const found = { type: 'web-search', results: [{ url: 'https://a.example', title: 'A' }] }
    expect(partsOf(events)).toMatchObject([found, { type: 'text', text: 'HiHi' }])
    const whole = { ...body, choices: [{ message: delta, finish_reason: 'stop' }] }
    const answer = codec.readAnswer(whole, countedIds())
    if (answer === undefined) throw new Error('not read')
    expect(answer.choices[0]?.parts).toMatchObject([found, { type: 'text', text: 'Hi' }])
    const written = codec.writeAnswer(answer, askedWith())
    expect(written).toMatchObject({ search_results, choices: [{ message: delta }] })
    expect(JSON.stringify(written)).not.toContain('annotations')
  })
})
