/**
 * The floor: the least that a relay on Bun can be, `Bun.serve` and `fetch`, everything passed on untouched.
 *
 * Usage: bun bench/floor.ts UPSTREAM_PORT
 */
const upstream = `http://127.0.0.1:${process.argv[2]}`

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  fetch: async (request) => {
    const answer = await fetch(upstream + new URL(request.url).pathname, {
      method: request.method,
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
      body: await request.text(),
      signal: request.signal,
    })
    return new Response(answer.body, { status: answer.status, headers: answer.headers })
  },
})

console.log(server.port)
