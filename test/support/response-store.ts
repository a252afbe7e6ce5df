/**
 * An upstream that keeps the responses of each key apart, as the vendor does: what one key has made, no other can name.
 */
export type StoreCall = {
  readonly key: string
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly contentType: string
  readonly body: string
}

type Kept = { readonly input: unknown; response: StoredResponse }

type StoredResponse = Readonly<Record<string, unknown>> & { readonly id: string }

type StoreRequest = {
  readonly model?: string
  readonly input?: unknown
  readonly store?: boolean
  readonly stream?: boolean
  readonly background?: boolean
  readonly previous_response_id?: string
  readonly conversation?: string | { readonly id: string }
}

type Item = { readonly type?: string; readonly id?: string; readonly encrypted_content?: string }

export type ResponseStore = AsyncDisposable & {
  readonly url: string
  readonly calls: readonly StoreCall[]
  /** What the next calls of a key are answered with, in place of what it has. */
  readonly refusals: Map<string, () => Response>
  /** Resolves with the next call whose path begins so. */
  nextCall(path: string): Promise<StoreCall>
}

export const startResponseStore = (): ResponseStore => {
  const calls: StoreCall[] = []
  const waiting: { readonly path: string; readonly resolve: (call: StoreCall) => void }[] = []
  const keys = new Map<string, KeyStore>()
  const refusals = new Map<string, () => Response>()
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url)
      if (pathname === '/v1/models') return Response.json({ object: 'list', data: [model] })
      const key = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
      const call = {
        key,
        method: request.method,
        path: pathname + search,
        contentType: request.headers.get('content-type') ?? '',
        body: await request.text(),
      }
      calls.push(call)
      for (const one of waiting) if (call.path.startsWith(one.path)) one.resolve(call)
      const store = keys.get(key) ?? new KeyStore()
      keys.set(key, store)
      return refusals.get(key)?.() ?? store.answer(call)
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    calls,
    refusals,
    nextCall: (path) => new Promise((resolve) => waiting.push({ path, resolve })),
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

const model = { id: 'gpt-5.1', object: 'model', created: 0, owned_by: 'store' }

let made = 0
const newId = (prefix: string): string =>
  `${prefix}_${'ab'.repeat(22)}${(made += 1).toString().padStart(4, '0')}`

class KeyStore {
  readonly #responses = new Map<string, Kept>()
  readonly #items = new Set<string>()
  readonly #conversations = new Set<string>()
  readonly #seals = new Set<string>()

  answer({ method, path, body }: StoreCall): Response {
    const [, id = '', verb = ''] = /^\/v1\/responses\/([^/?]+)\/?([^?]*)/.exec(path) ?? []
    if (method === 'POST' && id === '') return this.#create(JSON.parse(body))
    if (method === 'POST' && id === 'compact') return this.#compact(JSON.parse(body))
    const kept = this.#responses.get(decodeURIComponent(id))
    if (kept === undefined) return refusal(404, `Response with id '${id}' not found.`, null)
    if (verb === 'input_items') return Response.json(listOf(kept.input))
    if (verb === 'cancel') kept.response = { ...kept.response, status: 'cancelled' }
    if (method === 'DELETE') {
      this.#responses.delete(id)
      return Response.json({ id, object: 'response', deleted: true })
    }
    return path.includes('stream=true')
      ? eventStream(eventsOf(kept.response).filter(isAfter(path)))
      : Response.json(kept.response)
  }

  #create(request: StoreRequest): Response {
    const objection = this.#objection(request)
    if (objection !== undefined) return objection
    const { store = true, background = false } = request
    const sealed = newId('gAAAAAB')
    const output = [
      { type: 'reasoning', id: newId('rs'), summary: [], encrypted_content: sealed },
      {
        type: 'message',
        id: newId('msg'),
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Elbe.', annotations: [] }],
      },
    ]
    const response: StoredResponse = {
      id: newId('resp'),
      object: 'response',
      created_at: 1,
      status: background ? 'queued' : 'completed',
      model: request.model,
      error: null,
      store,
      background,
      output: background ? [] : output,
      usage: { input_tokens: 7, output_tokens: 5, total_tokens: 12 },
    }
    this.#seals.add(sealed)
    if (store) {
      this.#responses.set(response.id, { input: request.input, response })
      for (const { id } of output) this.#items.add(id)
    }
    return request.stream === true ? eventStream(eventsOf(response)) : Response.json(response)
  }

  #compact(request: StoreRequest): Response {
    const sealed = newId('gAAAAAB')
    this.#seals.add(sealed)
    const output = [{ type: 'compaction', id: newId('cmp'), encrypted_content: sealed }]
    return (
      this.#objection(request) ??
      Response.json({ id: newId('resp'), object: 'response.compaction', created_at: 1, output })
    )
  }

  #objection({ previous_response_id: previous, conversation, input }: StoreRequest) {
    if (previous !== undefined && !this.#responses.has(previous))
      return refusal(
        400,
        `Previous response with id '${previous}' not found.`,
        'previous_response_not_found',
      )
    const items: readonly Item[] = Array.isArray(input) ? input : []
    for (const { type, id = '', encrypted_content: sealed } of items) {
      if (type === 'item_reference' && !this.#items.has(id))
        return refusal(404, `Item with id '${id}' not found.`, null)
      if (sealed !== undefined && !this.#seals.has(sealed))
        return refusal(
          400,
          'The encrypted content could not be verified.',
          'invalid_encrypted_content',
        )
    }
    if (conversation !== undefined) this.#conversations.add(JSON.stringify(conversation))
    return undefined
  }
}

const refusal = (status: number, message: string, code: string | null): Response =>
  Response.json(
    { error: { message, type: 'invalid_request_error', param: null, code } },
    { status },
  )

const listOf = (input: unknown) => ({
  object: 'list',
  data: [
    { type: 'message', id: 'msg_in', role: 'user', content: [{ type: 'input_text', text: input }] },
  ],
  first_id: 'msg_in',
  last_id: 'msg_in',
  has_more: false,
})

type StoreEvent = { readonly type: string; readonly sequence_number: number }

const eventsOf = (response: StoredResponse): readonly StoreEvent[] => {
  const begun = { ...response, status: 'in_progress', output: [] }
  const output: readonly unknown[] = Array.isArray(response['output']) ? response['output'] : []
  return [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...output.map((item, at) => ({
      type: 'response.output_item.done',
      output_index: at,
      item,
    })),
    { type: 'response.completed', response },
  ].map((event, at) => ({ ...event, sequence_number: at }))
}

const isAfter = (path: string) => {
  const after = Number(/starting_after=(\d+)/.exec(path)?.[1] ?? -1)
  return ({ sequence_number: at }: StoreEvent): boolean => at > after
}

const eventStream = (events: readonly StoreEvent[]): Response =>
  new Response(
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
    { headers: { 'content-type': 'text/event-stream' } },
  )
