import type { ProtocolGroup } from '../protocol-group.ts'
import { shownRoutes } from './endpoints.ts'
import { geminiRoutes } from './routes.ts'

export const gemini: ProtocolGroup = {
  protocol: 'gemini',
  routes: geminiRoutes,
  /** The one protocol of this path, and with keys in these two places. */
  isSpokenBy: ({ headers, path, query }) =>
    /\/v1beta(?:\/|$)/.test(path) ||
    headers.has('x-goog-api-key') ||
    new URLSearchParams(query).has('key'),
  browserHeaders: ['x-goog-api-client'],
  shownRoutes,
}
