import { Elysia } from 'elysia'
import type { Front } from '../front.ts'
import { mountRelay } from '../mount.ts'
import { endpoints } from './endpoints.ts'

export const anthropicRoutes = (front: Front) =>
  mountRelay(new Elysia({ name: 'anthropic' }), front, endpoints)
