import type { Place } from './drivers/driver.ts'

export type MovingPlace = Place & AsyncDisposable

/** A place from which a conversation moves on: each request goes to the next of these, and at last stays. */
export const movingPlace = (places: readonly Place[]): MovingPlace => {
  const model = 'moving'
  let asked = 0
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      const next = places[Math.min(asked, places.length - 1)]
      asked += 1
      const { pathname, search } = new URL(request.url)
      const headers = new Headers(request.headers)
      for (const name of ['host', 'accept-encoding', 'content-length']) headers.delete(name)
      return fetch(`${next?.address}${pathname.replace(model, next?.model ?? '')}${search}`, {
        method: request.method,
        headers,
        body: (await request.text()).replace(`"model":"${model}"`, `"model":"${next?.model}"`),
      })
    },
  })
  return {
    address: `http://127.0.0.1:${server.port}`,
    model,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}
