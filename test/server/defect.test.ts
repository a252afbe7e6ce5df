import { expect, test } from 'bun:test'
import { startAdmin, userKey } from './admin/scripted-operator.ts'

const broken = () => {
  throw new Error('words of sk-canary-0123456789')
}

test('a defect while an administrator is answered is a 500 in the usual form, and tells nothing of itself', async () => {
  await using admin = startAdmin({ receipt: broken })
  const response = await fetch(`${admin.front.url}/api/decisions/x`, {
    headers: { 'x-api-key': 'sk-administrator' },
  })
  const text = await response.text()
  expect([response.status, text]).toEqual([500, expect.stringContaining('internal_error')])
  expect(text).not.toContain('canary')
})

test('a defect while a request is relayed is one too', async () => {
  await using admin = startAdmin()
  admin.front.dispatches.add = broken
  const response = await fetch(`${admin.front.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': userKey },
    body: '{"model":"m"}',
  })
  const text = await response.text()
  expect([response.status, text]).toEqual([500, expect.stringContaining('api_error')])
  expect(text).not.toContain('canary')
})
