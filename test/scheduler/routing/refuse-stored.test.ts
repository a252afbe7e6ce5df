import { describe, expect, test } from 'bun:test'
import {
  keptApart,
  nobodyKnows,
  notFound,
  offeredNowhere,
  ownerIsGone,
} from '../../../src/scheduler/routing/refuse-stored.ts'

describe('what is not found', () => {
  test.each([
    ['', 'cachedContents/1', "Cached content with id 'cachedContents/1'"],
    ['', 'files/1', "File with id 'files/1'"],
    ['contents', 'files/1', "File with id 'files/1'"],
    ['', 'fileSearchStores/1', "File search store with id 'fileSearchStores/1'"],
    ['', 'resp_1', "Response with id 'resp_1'"],
    ['previous_response_id', 'resp_1', "Previous response with id 'resp_1'"],
    ['conversation', 'conv_1', "Conversation with id 'conv_1'"],
    ['input', 'msg_1', "Item with id 'msg_1'"],
  ])('in the field "%s" is called what it is: %s', (field, id, name) => {
    expect(notFound({ field, id }).message).toBe(`${name} not found.`)
  })

  test('is answered as its owner’s upstream would, whom its path names it to', () => {
    expect(notFound({ field: '', id: 'resp_1' })).toEqual({
      kind: 'client',
      code: 'not_found',
      status: 404,
      message: "Response with id 'resp_1' not found.",
    })
  })

  test('is answered with the one code that clients know when a conversation was to go on from it', () => {
    expect(notFound({ field: 'previous_response_id', id: 'resp_1' })).toMatchObject({
      code: 'previous_response_not_found',
      status: 400,
      param: 'previous_response_id',
    })
  })

  test('of an upload says nothing of its address', () => {
    const { message } = ownerIsGone({ field: '', id: 'https://host/secret', what: 'upload' })
    expect(message).toBe('Upload not found. The account that made it is no longer configured here.')
  })

  test('says so where no account can keep it, and how to tell where several can', () => {
    const missing = { field: '', id: 'files/1' }
    expect(
      [nobodyKnows(missing, 0), nobodyKnows(missing, 2)].map(({ message }) => message),
    ).toEqual([
      "File with id 'files/1' not found. No account here keeps such things.",
      "File with id 'files/1' not found. Which of 2 accounts made it is not known: that is remembered for 30 days. Ask by the path of a channel that has one account (/{channel}/…), or make it anew.",
    ])
  })
})

test('of two things that are kept apart the second is the one at fault, if a field names it', () => {
  const [one, other] = [
    { field: 'contents', id: 'files/1' },
    { field: 'cachedContent', id: 'cachedContents/1' },
  ]
  expect([keptApart(one, other).param, keptApart(other, { ...one, field: '' }).param]).toEqual([
    'cachedContent',
    undefined,
  ])
})

test('what nobody offers is refused with who was asked', () => {
  expect(offeredNowhere('start-upload', ['', 'one', 'two']).message).toBe(
    "'start-upload' is not offered here: none of the channels asked takes it (one, two)",
  )
})
