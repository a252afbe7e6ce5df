import { Elysia } from 'elysia'
import type { Front } from '../front.ts'
import { mountRelay } from '../mount.ts'
import { endpoints } from './endpoints.ts'

export const openaiRoutes = (front: Front) =>
  mountRelay(new Elysia({ name: 'openai' }), front, endpoints)
