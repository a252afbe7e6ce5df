import { describe, expect, test } from 'bun:test'
import { SessionEvents, type SessionEvent } from '../../src/scheduler/session-events.ts'

const event = (session: string): SessionEvent => ({
  at: 0,
  action: 'bound_new_session',
  session,
  boundAccount: '',
  selectedAccount: 'a',
  model: 'm',
  restMs: 0,
  maxWaitMs: 0,
})

describe('the events of sessions', () => {
  test('are told in the order in which they happened', () => {
    const events = new SessionEvents()
    for (const session of ['one', 'two']) events.add(event(session))
    expect(events.list().map(({ session }) => session)).toEqual(['one', 'two'])
  })

  test('are the latest 256', () => {
    const events = new SessionEvents()
    for (let index = 0; index < 300; index += 1) events.add(event(`${index}`))
    const told = events.list().map(({ session }) => session)
    expect([told.length, told[0], told.at(-1)]).toEqual([256, '44', '299'])
  })
})
