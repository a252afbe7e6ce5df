import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { channelOf, customChannelOf } from '../support/channels.ts'

const ids = (channel: string, body: unknown) =>
  channelOf(channel)
    .readModels(JSON.stringify(body))
    .models.map(({ id }) => id)

describe('one page of a list of models is read', () => {
  test('OpenAI: every entry, as it stands there, and no next page', () => {
    const entry = { id: 'gpt-5.1', object: 'model', owned_by: 'openai' }
    expect(
      channelOf('openai').readModels(JSON.stringify({ object: 'list', data: [entry] })),
    ).toEqual({
      models: [
        { id: 'gpt-5.1', channel: 'openai', raw: JSON.stringify(entry), rawProtocol: 'openai' },
      ],
      nextQuery: undefined,
    })
  })

  test('Anthropic: the next page begins after the last id', () => {
    const page = { data: [{ id: 'claude-a' }], has_more: true, last_id: 'claude a&b' }
    expect(channelOf('anthropic').readModels(JSON.stringify(page))).toEqual({
      models: [
        {
          id: 'claude-a',
          channel: 'anthropic',
          raw: '{"id":"claude-a"}',
          rawProtocol: 'anthropic',
        },
      ],
      nextQuery: 'after_id=claude%20a%26b',
    })
  })

  test('Anthropic: the last page has no next one', () => {
    const page = { data: [], has_more: false, last_id: 'claude-a' }
    expect(channelOf('anthropic').readModels(JSON.stringify(page)).nextQuery).toBeUndefined()
  })

  test('Gemini: names lose their collection, tuned ones keep theirs', () => {
    const page = {
      models: [{ name: 'models/gemini-2.5-pro' }, { name: 'tunedModels/mine' }],
      nextPageToken: 'a=b',
    }
    const read = channelOf('aistudio').readModels(JSON.stringify(page))
    expect(read.models.map(({ id }) => id)).toEqual(['gemini-2.5-pro', 'tunedModels/mine'])
    expect(read.nextQuery).toBe('pageToken=a%3Db')
  })

  test('Gemini: an empty token ends the list', () => {
    const page = JSON.stringify({ models: [], nextPageToken: '' })
    expect(channelOf('aistudio').readModels(page).nextQuery).toBeUndefined()
  })

  test('entries without a name are left out, whatever they are', () => {
    const data = [{ id: 'one' }, { id: '' }, { id: 7 }, {}, null, 'two', ['three'], { id: 'four' }]
    expect(ids('openai', { data })).toEqual(['one', 'four'])
  })

  test.each(['{}', '[]', '{"data":{}}', '{"models":[{"id":"x"}]}', 'null', '7', '<html>', ''])(
    'what is no list gives none: %s',
    (body) => {
      expect(channelOf('openai').readModels(body)).toEqual({ models: [], nextQuery: undefined })
    },
  )

  test('nothing that an upstream can send makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        for (const protocol of ['openai-chat', 'anthropic', 'gemini'] as const)
          expect(customChannelOf(protocol).readModels(body).models).toBeArray()
      }),
    )
  })
})
