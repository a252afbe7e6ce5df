import { isObject, type JsonObject } from '../../src/protocol/json.ts'
import { asServerSentEvents } from '../support/recorded-streams.ts'
import { layOut, layOutStream, layOutText, parsed } from './lay-out.ts'
import { clients, upstreams } from './parties.ts'
import { perform, type Performance } from './perform.ts'
import { cases, type Case, type Client, type Upstream } from './scene.ts'

/** One golden file. */
export type Script = {
  /** `client/upstream/case.txt` */
  readonly path: string
  readonly client: Client
  readonly upstream: Upstream
  readonly case: Case
}

export const scripts: readonly Script[] = clients.flatMap((client) =>
  upstreams.flatMap((upstream) =>
    cases
      .filter((name) => typeof client.requests[name] !== 'string')
      .map((name) => ({
        path: `${client.protocol}/${upstream.protocol}/${name}.txt`,
        client,
        upstream,
        case: name,
      })),
  ),
)

/** What the file holds. */
export const write = async (script: Script): Promise<string> => {
  const { client, upstream, case: name } = script
  const whole = await perform({ ...script, isStreaming: false })
  const streamed = await perform({ ...script, isStreaming: true })
  const answer = upstream.answers[name]
  const sections = [
    `${name}: ${client.protocol} client, ${upstream.protocol} upstream\n`,
    section('the client asks', layOut(client.requests[name])),
    section('the upstream is asked', layOutRequest(whole, streamed)),
  ]
  if (whole.asked !== undefined) {
    const told = typeof answer.whole === 'string' ? answer.whole : layOut(answer.whole)
    sections.push(section(`the upstream answers ${answer.status ?? 200}`, told))
    if (name === 'error' || name === 'cut-stream')
      sections.push(section('the upstream streams', layOutSource(script)))
  }
  sections.push(section(`the client gets ${whole.status}`, layOutText(whole.told)))
  sections.push(section(...layOutReply(whole, streamed)))
  return sections.join('')
}

const section = (title: string, content: string): string => `\n### ${title}\n${content}\n`

/** Only where it is no stream of the whole answer it needs to be seen. */
const layOutSource = ({ upstream, case: name }: Script): string => {
  const { stream, whole } = upstream.answers[name]
  const payloads = stream.map((payload) =>
    typeof payload === 'string' ? payload : JSON.stringify(payload),
  )
  const bytes = asServerSentEvents({ ...upstream, name, payloads, isDamaged: false })
  return layOutStream(bytes, JSON.stringify(whole))
}

const layOutReply = (whole: Performance, streamed: Performance): [string, string] => {
  const title = `the client gets ${streamed.status}, streamed`
  const isSame = streamed.status === whole.status && streamed.told === whole.told
  return [title, isSame ? 'the same' : layOutStream(streamed.told, whole.told)]
}

const layOutRequest = (whole: Performance, streamed: Performance): string => {
  if (whole.asked === undefined) return 'nothing'
  const body = parsed(whole.asked.body)
  const lines = [whole.asked.url, layOut(body)]
  if (streamed.asked !== undefined && isObject(body)) {
    const changes = changesOf(body, parsed(streamed.asked.body))
    const address = streamed.asked.url === whole.asked.url ? '' : ` ${streamed.asked.url}`
    lines.push(`for a stream:${address} ${layOut(changes)}`)
  }
  const warnings = [...new Set([whole.warnings, streamed.warnings])].filter((line) => line !== '')
  return [...lines, ...warnings.map((line) => `warnings: ${line}`)].join('\n')
}

/** What another body says otherwise. */
const changesOf = (body: JsonObject, other: unknown): JsonObject => {
  if (!isObject(other)) return { body: other }
  const names = new Set([...Object.keys(body), ...Object.keys(other)])
  return Object.fromEntries(
    [...names]
      .filter((name) => !Bun.deepEquals(body[name], other[name]))
      .map((name) => [name, other[name] ?? null]),
  )
}
