/** An upstream that notes what it is asked and answers every POST as it is told: for what comes in no SDK's words. */
export type MediaUpstream = AsyncDisposable & {
  readonly url: string
  readonly requests: readonly MediaRequest[]
}

export type MediaRequest = {
  readonly path: string
  readonly headers: Headers
  readonly bytes: Uint8Array
  /** The body, when it is JSON. */
  json(): unknown
  /** The body, when it is a form. */
  form(): Promise<FormData>
}

export const startMediaUpstream = (answer: (request: MediaRequest) => Response): MediaUpstream => {
  const requests: MediaRequest[] = []
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      if (request.method !== 'POST') return Response.json({ data: [], models: [] })
      const bytes = await request.bytes()
      const { headers } = request
      const noted: MediaRequest = {
        path: new URL(request.url).pathname,
        headers,
        bytes,
        json: () => JSON.parse(new TextDecoder().decode(bytes)),
        form: () =>
          new Response(Uint8Array.from(bytes), { headers }).formData() as Promise<FormData>,
      }
      requests.push(noted)
      return answer(noted)
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

/** A channel of that upstream for `openWorld`. */
export const mediaChannel = (
  id: string,
  protocol: 'openai-chat' | 'gemini',
  { url }: MediaUpstream,
): object => ({
  id,
  settings: { base_url: url, protocol },
  credentials: [{ id: 'one', secret: 'sk-of-the-media-upstream' }],
})

export const sse = (
  ...events: readonly { readonly type: string; readonly [field: string]: unknown }[]
): Response =>
  new Response(
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
    { headers: { 'content-type': 'text/event-stream' } },
  )

/** A picture of one white pixel. */
export const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=='
