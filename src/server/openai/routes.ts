import { Elysia } from 'elysia'
import type { Front } from '../front.ts'
import { mountRelay, mountScoped } from '../mount.ts'
import { storedRoute } from '../dispatch/stored-route.ts'
import { endpoints } from './endpoints.ts'
import { compactEndpoint, storedEndpoints } from './stored-endpoints.ts'

export const openaiRoutes = (front: Front) => {
  const app = mountRelay(new Elysia({ name: 'openai' }), front, [...endpoints, compactEndpoint])
  for (const endpoint of storedEndpoints)
    mountScoped(app, { ...endpoint, handler: storedRoute(front, endpoint) })
  return app
}
