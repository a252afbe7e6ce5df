import type { Settled } from '../../account/messages.ts'
import type { Dispatch } from '../../exchange/messages.ts'
import type { AccountEntry, Flight } from './account-pool.ts'
import { BYTES_PER_TOKEN } from '../cache/tokens.ts'

/**
 * What accounts are asked for, as the virtual time of fair queueing: a request's cost, for the account's weight, is added
 * to what was spent there, and who spent least is next (Demers, Keshav, Shenker: Analysis and Simulation of a Fair
 * Queueing Algorithm, 1989).
 */

/** Of a token that was read from the upstream's cache: vendors count and charge it as about a tenth. */
const CACHE_READ_COST = 0.1

/** In tokens, of a request that nobody has counted yet. */
const expectedCost = (body: string): number =>
  Math.max(1, Math.round(body.length / BYTES_PER_TOKEN))

/** In tokens; undefined when the upstream has not said. */
const costOf = (report: Settled): number | undefined => {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = report
  if (inputTokens < 0 && outputTokens < 0) return undefined
  const read = Math.max(0, cacheReadTokens) * CACHE_READ_COST
  return read + Math.max(0, inputTokens) + Math.max(0, cacheWriteTokens) + Math.max(0, outputTokens)
}

type Begun = Pick<Dispatch, 'exchange' | 'body' | 'model'> & Pick<Flight, 'freshTokens'>

/** The account begins an exchange. */
export const begin = (entry: AccountEntry, { exchange, body, model, freshTokens }: Begun): void => {
  const charge = expectedCost(body)
  entry.exchanges.set(exchange, { model, charge, freshTokens, isAnswered: false })
  entry.spent += charge / entry.settings.weight
}

/** The exchange was not begun, or is lost: nothing was asked of anybody. */
export const takeBack = (entry: AccountEntry, exchange: number): void => {
  const flight = entry.exchanges.get(exchange)
  if (flight === undefined) return
  entry.exchanges.delete(exchange)
  entry.spent = Math.max(0, entry.spent - flight.charge / entry.settings.weight)
}

/** What it cost is known now. */
export const settle = (entry: AccountEntry, report: Settled): void => {
  const flight = entry.exchanges.get(report.exchange)
  if (flight === undefined) return
  entry.exchanges.delete(report.exchange)
  const cost = report.outcome === 'failed' ? 0 : (costOf(report) ?? flight.charge)
  entry.spent = Math.max(0, entry.spent + (cost - flight.charge) / entry.settings.weight)
}
