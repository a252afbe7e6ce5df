import type { ProtocolGroup } from '../protocol-group.ts'
import { shownRoutes } from './endpoints.ts'
import { openaiRoutes } from './routes.ts'

export const openai: ProtocolGroup = {
  protocol: 'openai-chat',
  routes: openaiRoutes,
  isSpokenBy: ({ headers }) => headers.has('openai-organization') || headers.has('openai-beta'),
  browserHeaders: ['openai-beta', 'openai-organization', 'openai-project'],
  shownRoutes,
}
