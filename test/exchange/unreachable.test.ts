import { describe, expect, test } from 'bun:test'
import { discoverModels } from '../../src/account/discover.ts'
import { systemClock } from '../../src/actor/clock.ts'
import { openEgress } from '../../src/exchange/egress/egress.ts'
import { type NetworkError, unreachable } from '../../src/exchange/egress/unreachable.ts'
import { attempt, grantFor, orderFor } from '../support/attempts.ts'
import { manualClock } from '../support/manual-clock.ts'
import { startProxy } from '../support/proxy.ts'
import { startRawUpstream } from '../support/raw-upstream.ts'

const nobody = '127.0.0.1:1'
const login = { username: 'relay', password: 'secret-of-the-proxy' }

/** What an attempt by this proxy meets. Its address and its password are told to nobody. */
const metBy = async (proxyUrl: string, baseUrl: string) => {
  const egress = openEgress({ proxyUrl, proxyUsername: 'relay', proxyPassword: 'wrong' })
  const outcome = await attempt({ baseUrl, grant: grantFor(baseUrl, { egress }) }).outcome
  egress.close()
  if (outcome.type !== 'failed') throw new Error(outcome.type)
  const { kind, code, status, message } = outcome.failure
  expect({ kind, status }).toEqual({ kind: 'transient', status: 502 })
  return `${code}: ${message}`
}

describe.each(['http', 'https'])('a request to an upstream of %s', (scheme) => {
  const upstream = `${scheme}://${nobody}`

  test('says that the proxy cannot be reached', async () => {
    expect(await metBy(`http://${nobody}`, upstream)).toBe(
      "proxy_unreachable: the account's proxy cannot be reached (ECONNREFUSED)",
    )
  })

  test('says that the proxy refuses who asks', async () => {
    await using proxy = await startProxy({ credentials: login })
    expect(await metBy(proxy.url, upstream)).toBe(
      "proxy_refused: the account's proxy refused its user name or password",
    )
  })

  test('does not guess which of the two has broken the connection', async () => {
    await using proxy = await startRawUpstream((request) => request.reset())
    expect(await metBy(proxy.url, upstream)).toBe(
      "upstream_unreachable: the connection to the upstream through the account's proxy failed (ECONNRESET): one of the two has ended it",
    )
  })
})

test('a proxy that does not reach the upstream is told from one that is not reached', async () => {
  await using proxy = await startProxy()
  expect(await metBy(proxy.url, `https://${nobody}`)).toBe(
    "upstream_unreachable: the account's proxy did not open a connection to the upstream (status 502)",
  )
})

test('silence is held against neither of the two', async () => {
  const clock = manualClock()
  await using proxy = await startRawUpstream()
  const egress = openEgress({ proxyUrl: proxy.url, proxyUsername: '', proxyPassword: '' })
  const baseUrl = `https://${nobody}`
  const grant = grantFor(baseUrl, { egress })
  const running = attempt({ baseUrl, grant, clock, order: orderFor({ answerTimeoutMs: 5_000 }) })
  await proxy.next()
  clock.advance(5_000)
  expect(await running.outcome).toMatchObject({
    failure: {
      code: 'upstream_timeout',
      message:
        "the upstream, or the account's proxy, was silent for 5 s while its answer was awaited",
    },
  })
  egress.close()
})

test('a list of models that is not read for want of a proxy says so', async () => {
  const egress = openEgress({ proxyUrl: `http://${nobody}`, proxyUsername: '', proxyPassword: '' })
  const grant = grantFor(`https://${nobody}`, { egress })
  expect(discoverModels(grant, systemClock, new AbortController())).rejects.toThrow(
    /^the account's proxy cannot be reached \(ECONNREFUSED\)$/,
  )
})

test('without a proxy none is spoken of', async () => {
  expect(await metBy('', `http://${nobody}`)).toBe(
    'upstream_unreachable: the connection to the upstream failed (ECONNREFUSED)',
  )
})

const refusedTunnel = (statusText: string): NetworkError =>
  Object.assign(new Error('refused'), { code: 'ERR_PROXY_TUNNEL', status: 502, statusText })

test('what a bridge says of its SOCKS proxy is told', () => {
  const told = (words: string) => unreachable(refusedTunnel(words), true)
  expect(told('the SOCKS proxy cannot be reached: ECONNREFUSED')).toMatchObject({
    code: 'proxy_unreachable',
    message:
      "the account's proxy cannot be reached (the SOCKS proxy cannot be reached: ECONNREFUSED)",
  })
  expect(told('the SOCKS proxy could not connect: HostUnreachable')).toMatchObject({
    code: 'upstream_unreachable',
    message: expect.stringContaining('(the SOCKS proxy could not connect: HostUnreachable)'),
  })
})

test("a stranger's proxy has no say in what a client reads", () => {
  const { message } = unreachable(refusedTunnel('no way for relay:secret at 10.0.0.7'), true)
  expect(message).toEndWith('to the upstream (status 502)')
})
