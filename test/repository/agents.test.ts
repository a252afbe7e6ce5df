import { expect, test } from 'bun:test'
import { agents } from '../../scripts/agents/catalog.ts'
import type { Played } from '../../scripts/agents/play.ts'
import { startRefusingProxy } from '../../scripts/agents/refusing-proxy.ts'
import { writeTable, writeWarnings } from '../../scripts/agents/report.ts'

const [agent] = agents
if (agent === undefined) throw new Error('there is no agent')

const turn = (more: Partial<Played> & { readonly warnings?: string } = {}): Played => ({
  exitCode: 0,
  output: '',
  errors: '',
  heard: [
    {
      method: 'POST',
      path: '/',
      headers: {},
      body: '',
      status: 200,
      warnings: more.warnings ?? '',
      answer: '',
    },
  ],
  sent: [],
  proofs: 0,
  problems: [],
  ...more,
})

test('agents are pinned to one exact version', () => {
  expect(agents.filter(({ version }) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})

test('the table tells what was complete, with thoughts, and what failed', () => {
  const table = writeTable([
    { agent, protocol: 'anthropic', turns: [turn(), turn({ proofs: 2 })] },
    { agent, protocol: 'gemini', turns: [turn(), turn({ problems: ['exit code 1'] })] },
  ])
  expect(table.split('\n').at(-1)).toEndWith('| complete, with thoughts | FAILED |')
})

test('a warning is told once for all upstreams where it came', () => {
  const turns = [turn({ warnings: 'a: b; c: d' }), turn({ warnings: 'a: b' })]
  const table = writeWarnings([
    { agent, protocol: 'anthropic', turns },
    { agent, protocol: 'gemini', turns: [turn({ warnings: 'a: b' })] },
  ])
  expect(table.split('\n').slice(2)).toEqual([
    `| ${agent.title} | a: b | anthropic, gemini |`,
    `| ${agent.title} | c: d | anthropic |`,
  ])
})

test('the proxy lets agents to the relay and nowhere else', async () => {
  using relay = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('relay') })
  await using proxy = await startRefusingProxy()
  proxy.admit(`127.0.0.1:${relay.port}`)
  const refused = await fetch('http://vendor.example/telemetry', { proxy: proxy.url })
  expect([refused.status, [...proxy.refused]]).toEqual([403, ['vendor.example']])
  expect(await tunnelled(proxy.url, `127.0.0.1:${relay.port}`)).toContain('relay')
})

/** What comes back through a tunnel to the target. */
const tunnelled = async (proxy: string, target: string): Promise<string> => {
  const { hostname, port } = new URL(proxy)
  const { promise, resolve } = Promise.withResolvers<string>()
  let heard = ''
  await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write(`CONNECT ${target} HTTP/1.1\r\n\r\n`),
      data: (socket, bytes) => {
        heard += bytes.toString('latin1')
        if (heard.endsWith('established\r\n\r\n'))
          socket.write(`GET / HTTP/1.1\r\nhost: ${target}\r\nconnection: close\r\n\r\n`)
      },
      close: () => resolve(heard),
    },
  })
  return promise
}
