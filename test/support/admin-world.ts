import { adminKey, openWorld, type World, type WorldOptions } from './relay-world.ts'

/** A world with the admin API. */
export const openAdmin = (options: WorldOptions = {}): Promise<World> =>
  openWorld({
    ...options,
    tree: { ...options.tree, global: { enable_admin_api: true, ...options.tree?.['global'] } },
  })

/** Of its administrator. */
export const withKey = { authorization: `Bearer ${adminKey}` }

export const readAdmin = async (world: World, path: string) => {
  const response = await world.get(path, { headers: withKey })
  return { status: response.status, body: await response.json() }
}

export const sendAdmin = async (world: World, path: string, body: unknown, method = 'POST') => {
  const response = await world.post(path, body, { method, headers: withKey })
  return { status: response.status, body: await response.json() }
}

/** What a change answers that holds at once. */
export const hot = { applied: true, requires_restart: false }
