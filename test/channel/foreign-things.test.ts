import { expect, test } from 'bun:test'
import { channelOf } from '../support/channels.ts'

const classify = (status: number, message: string) =>
  channelOf('aistudio').classify({
    status,
    headers: new Headers(),
    error: { message, type: 'PERMISSION_DENIED', code: 'PERMISSION_DENIED' },
    now: 0,
  })

test.each([
  [403, 'You do not have permission to access the File abc or it may not exist.'],
  [403, 'CachedContent not found (or permission denied)'],
  [404, 'Cached content not found.'],
  [403, 'You do not have permission to access the FileSearchStore abc or it may not exist.'],
  [403, 'You do not have permission to access the Document abc/d or it may not exist.'],
])('a %i about what is not there is the fault of the request: %s', (status, message) => {
  expect(classify(status, message)).toEqual({ kind: 'client', code: 'not_found', status, message })
})

test.each([
  'Permission denied: Consumer has been suspended.',
  'Generative Language API has not been used in project 1 before or it is disabled.',
  'The caller does not have permission',
  'You do not have permission to access the project.',
])('a 403 about the account is the fault of the account: %s', (message) => {
  expect(classify(403, message)).toMatchObject({ kind: 'auth', code: 'forbidden', status: 503 })
})
