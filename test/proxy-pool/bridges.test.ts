import { expect, test } from 'bun:test'
import { Bridges } from '../../src/proxy-pool/bridges.ts'

const socks = (proxyUrl: string) => ({ proxyUrl, proxyUsername: '', proxyPassword: '' })
const [before, after] = [socks('socks5://before.test:1'), socks('socks5://after.test:1')]

const bridgeTo = (proxyUrl: string) => {
  const bridge = {
    egress: socks(proxyUrl),
    isClosed: false,
    retire: () => undefined,
    close: (): void => void (bridge.isClosed = true),
  }
  return bridge
}

test('a bridge that opens when its proxy has got another address is closed, and leads nowhere', () => {
  const bridges = new Bridges(() => undefined)
  bridges.configure(new Map([['p', before]]))
  bridges.configure(new Map([['p', after]]))
  const late = bridgeTo('http://late.test')
  expect(bridges.opened('p', before, late)).toBe(false)
  expect([late.isClosed, bridges.reach('p', after)]).toEqual([true, { type: 'opening' }])
  bridges.failed('p', before, 'too late to say')
  const wanted = bridgeTo('http://wanted.test')
  expect(bridges.opened('p', after, wanted)).toBe(true)
  expect(bridges.reach('p', after)).toEqual({ type: 'open', egress: wanted.egress })
})
