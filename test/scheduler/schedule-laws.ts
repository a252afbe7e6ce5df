import { expect } from 'bun:test'
import { restsUntil } from '../../src/account/cooldown.ts'
import type { ComplianceSnapshot } from '../../src/scheduler/messages.ts'
import type { ScriptedAccount } from '../support/scripted-account.ts'
import { maxWaitMs, places, requestTimeoutMs, type Schedule } from './schedules.ts'

/** What holds whenever nothing is under way. */
export const expectLaws = async (schedule: Schedule): Promise<void> => {
  const { world } = schedule
  const loads = await world.loads()
  const seen = await world.inspect(({ questions }) => questions.guardrails)
  for (const account of schedule.accounts) {
    expectWithinSlots(schedule, account)
    expectLeftAlone(schedule, account)
    // The slots that the scheduler thinks in use are those that are.
    expect([account.id, loads?.[account.id] ?? 0]).toEqual([account.id, account.inFlight.size])
  }
  expectWithinMinutes(schedule)
  const waiting = schedule.exchanges.filter(
    (exchange) => !schedule.isOver(exchange) && world.holders(exchange).length === 0,
  )
  expect(waiting.length).toBeLessThanOrEqual(places)
  for (const exchange of schedule.exchanges) expectOnce(schedule, exchange)
  for (const exchange of waiting) expectReasonToWait(schedule, exchange, seen?.snapshot)
}

const expectWithinSlots = (schedule: Schedule, account: ScriptedAccount): void => {
  expect(account.inFlight.size).toBeLessThanOrEqual(schedule.slots)
  // The scheduler knows every slot: it never offers what is not free.
  expect(account.objections).not.toContain('no-free-slot')
}

/** Without a way out, or out of the settings, it gets nothing new. */
const expectLeftAlone = ({ closed, absent }: Schedule, account: ScriptedAccount): void => {
  const since = Math.min(closed.get(account.id) ?? never, absent.get(account.id) ?? never)
  const latest = Math.max(...ordersOf(account).map(({ orderedAt }) => orderedAt), 0)
  expect(latest).toBeLessThanOrEqual(since)
}

const never = Number.POSITIVE_INFINITY

const ordersOf = ({ orders, strays }: ScriptedAccount) => [...orders, ...strays]

/** No sixty seconds hold more attempts than the operator allows. */
const expectWithinMinutes = ({ accounts, rules }: Schedule): void => {
  if (!rules.isEnabled) return
  const instants = accounts.map((account) =>
    ordersOf(account)
      .filter((order) => !account.declined.includes(order))
      .map(({ orderedAt }) => orderedAt),
  )
  for (const one of instants)
    expect(mostInAMinute(one)).toBeLessThanOrEqual(rules.maxAccountRequestsPerMinute)
  expect(mostInAMinute(instants.flat())).toBeLessThanOrEqual(rules.maxGlobalRequestsPerMinute)
}

const mostInAMinute = (instants: readonly number[]): number =>
  Math.max(
    0,
    ...instants.map(
      (end) => instants.filter((instant) => instant <= end && instant > end - 60_000).length,
    ),
  )

/** One account at most has it, and it has one beginning and one end; what an account keeps is asked of no other. */
const expectOnce = (schedule: Schedule, exchange: number): void => {
  const holders = schedule.world.holders(exchange)
  const heard = schedule.heard(exchange)
  expect(holders.length).toBeLessThanOrEqual(1)
  expect(heard.filter((word) => word === 'begun').length).toBeLessThanOrEqual(1)
  expect(heard.filter((word) => word !== 'begun').length).toBeLessThanOrEqual(1)
  if (schedule.isOver(exchange)) expect(holders).toEqual([])
  const pin = schedule.asked.get(exchange)?.pin
  const strayed = schedule.accounts.filter(
    (account) =>
      account.id !== pin && ordersOf(account).some((order) => order.exchange === exchange),
  )
  if (pin !== undefined) expect(strayed).toEqual([])
}

/** Nobody waits while somebody could serve, or for longer than may be. */
const expectReasonToWait = (
  schedule: Schedule,
  exchange: number,
  snapshot: ComplianceSnapshot | undefined,
): void => {
  const asked = schedule.asked.get(exchange)
  if (asked === undefined || snapshot === undefined) throw new Error('nothing is known of it')
  const wasAsked = schedule.accounts.some((account) =>
    ordersOf(account).some((order) => order.exchange === exchange),
  )
  const longest = Math.min(
    asked.timeoutMs > 0 ? asked.timeoutMs : requestTimeoutMs,
    wasAsked ? never : maxWaitMs,
  )
  expect(schedule.now - asked.at).toBeLessThanOrEqual(longest)
  if (asked.mayChoose) return
  const able = schedule.accounts.filter(
    (account) => isAble(schedule, account, exchange) && isAllowed(schedule, account, snapshot),
  )
  expect(able.map(({ id }) => id)).toEqual([])
}

const isAble = (schedule: Schedule, account: ScriptedAccount, exchange: number): boolean => {
  const { model = '', pin } = schedule.asked.get(exchange) ?? {}
  const { id, status, inFlight, isStopped } = account
  // Two tries at one account, whatever came of them: a declined one may be asked again.
  const tries = ordersOf(account).filter((order) => order.exchange === exchange).length
  return (
    (pin === undefined || pin === id) &&
    !schedule.closed.has(id) &&
    !schedule.absent.has(id) &&
    // One that left the settings and came back before its actor had stopped is placed anew after a while.
    !isStopped &&
    status.state === 'ready' &&
    restsUntil(status.cooldowns, model, schedule.now) === 0 &&
    inFlight.size < schedule.slots &&
    !isTooSmall(schedule, account, exchange) &&
    tries < 2
  )
}

/** It has said so, or it takes less than another was too small for. */
const isTooSmall = (
  { sizes }: Schedule,
  { id, status }: ScriptedAccount,
  exchange: number,
): boolean => {
  const { needed, at } = sizes.get(exchange) ?? { needed: 0, at: [] }
  return at.includes(id) || status.rooms.some(({ limit }) => limit < needed)
}

const isAllowed = (
  { rules }: Schedule,
  { id }: ScriptedAccount,
  snapshot: ComplianceSnapshot,
): boolean =>
  !rules.isEnabled ||
  (snapshot.globalRequestsInLastMinute < rules.maxGlobalRequestsPerMinute &&
    (snapshot.accountRequestsInLastMinute[id] ?? 0) < rules.maxAccountRequestsPerMinute &&
    (snapshot.accountCooldownSecondsRemaining[id] ?? 0) === 0)

/** Only these have no instant at which anything is known to change. */
const timeless = new Set(['no_account', 'previous_response_not_found'])

/** Who is refused before anybody was asked is told why, and when to come back. */
export const expectReasons = ({ world }: Schedule): void => {
  for (const reply of world.replies.all) {
    if (reply.type !== 'failed') continue
    expect([reply.code, reply.message]).not.toContain('')
    if ((reply.status === 429 || reply.status === 503) && !timeless.has(reply.code))
      expect([reply.code, reply.retryAfterMs > 0]).toEqual([reply.code, true])
  }
}
