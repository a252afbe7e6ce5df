import { connect } from 'node:net'
import { test } from 'bun:test'
import { addressOfUpload } from '../support/raw-upload.ts'
import { clientKey, openWorld, type World } from '../support/relay-world.ts'
import { startStallingUpstream, type StallingUpstream } from '../support/stalling-upstream.ts'

/** One account with one slot at an upstream that stands still. */
const openAt = ({ url }: StallingUpstream) =>
  openWorld({
    channels: () => [
      {
        id: 'aistudio',
        settings: { base_url: url },
        credentials: [{ id: 'only', secret: 'sk-simulated-only', max_concurrency: 1 }],
      },
    ],
  })

/** A client that writes this and leaves when it is told to. */
const openClient = ({ url }: Pick<World, 'url'>, head: readonly string[], body = '') => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => socket.destroy())
  socket.write([...head, '', ''].join('\r\n'))
  socket.write(body)
  return {
    /** Until it can write no more, for as long as many other requests take. */
    untilStill: async () => {
      for (let still = 0, before = -1; still < 30; still += 1) {
        await fetch(`${url}/internal/health`)
        if (socket.writableLength !== before) still = 0
        before = socket.writableLength
      }
    },
    leave: () => socket.destroy(),
  }
}

type RawClient = ReturnType<typeof openClient>

const download = (world: World) =>
  openClient(world, [
    'GET /v1beta/files/film:download HTTP/1.1',
    'host: relay',
    `x-goog-api-key: ${clientKey}`,
  ])

/** As much of it is written as the sockets take: the rest is with the client. */
const sendPart = async (world: World, size: number) => {
  const { pathname, search } = new URL(await addressOfUpload(world, size))
  const head = [
    `POST ${pathname}${search} HTTP/1.1`,
    'host: relay',
    'x-goog-upload-command: upload, finalize',
    'x-goog-upload-offset: 0',
    `content-length: ${size}`,
  ]
  return openClient(world, head, 'x'.repeat(size))
}

const MEBIBYTE = 1024 * 1024

const transfers: readonly (readonly [string, (world: World) => Promise<RawClient>])[] = [
  ['a download', async (world) => download(world)],
  ['an upload of some bytes', (world) => sendPart(world, 1_000)],
  [
    'an upload of as many bytes as a library sends at a time',
    (world) => sendPart(world, 8 * MEBIBYTE),
  ],
  ['an upload of more bytes than the connections hold', (world) => sendPart(world, 40 * MEBIBYTE)],
]

test.each(transfers)(
  'a client that leaves %s which stands still closes the upstream and frees the slot, and nobody is blamed',
  async (_, begin) => {
    await using upstream = await startStallingUpstream()
    await using world = await openAt(upstream)
    const client = await begin(world)
    const first = await upstream.next()
    await client.untilStill()
    client.leave()
    await first.closed
    const next = download(world)
    await upstream.next()
    next.leave()
    while (world.records.filter(({ outcome }) => outcome === 'cancelled').length < 2)
      await world.nextRecord()
  },
)
