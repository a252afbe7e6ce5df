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
  expect(wanted.isClosed).toBe(false)
})

test('of two bridges to one proxy the second is closed, and the first one stays', () => {
  const bridges = new Bridges(() => undefined)
  bridges.configure(new Map([['p', before]]))
  const [first, second] = [bridgeTo('http://first.test'), bridgeTo('http://second.test')]
  expect([first, second].map((one) => bridges.opened('p', before, one))).toEqual([true, false])
  bridges.failed('p', before, 'a third could not be opened')
  expect(bridges.reach('p', before)).toEqual({ type: 'open', egress: first.egress })
  expect([first.isClosed, second.isClosed]).toEqual([false, true])
})

test('only a bridge that could not be opened is tried again', () => {
  const begun: string[] = []
  const bridges = new Bridges((id) => begun.push(id))
  bridges.configure(new Map(['open', 'opening', 'failed'].map((id) => [id, before])))
  bridges.opened('open', before, bridgeTo('http://open.test'))
  bridges.failed('failed', before, 'EMFILE')
  bridges.openAgain()
  expect(begun).toEqual(['open', 'opening', 'failed', 'failed'])
})
