/** A server on loopback that answers everything with one response, for clients that insist on a socket. */
export const serveCanned = (
  respond: (request: Request) => Response,
): { readonly url: string } & AsyncDisposable => {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: respond })
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}
