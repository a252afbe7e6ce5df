import { adminKey, openWorld, type World } from '../support/relay-world.ts'

export const oneAccount = [{ key: 'sk-simulated-one', name: 'one' }]

export const openPool = (pool: object, over: object = {}): Promise<World> =>
  openWorld({
    tree: { global: { enable_admin_api: true }, proxy: { proxy_pool: pool } },
    accounts: oneAccount,
    ...over,
  })

export const ask = async (
  world: World,
  [method = '', path = '']: readonly string[],
  body?: unknown,
) => {
  const response = await fetch(`${world.url}/api/proxy/pool${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

export const bind = ['POST', '/bind']
export const one = { accountId: 'openai/one' }
