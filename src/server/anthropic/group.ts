import type { ProtocolGroup } from '../protocol-group.ts'
import { anthropicRoutes } from './routes.ts'

export const anthropic: ProtocolGroup = {
  protocol: 'anthropic',
  routes: anthropicRoutes,
  /** Every client of this protocol names its version; no other does. */
  isSpokenBy: ({ headers, path }) =>
    headers.has('anthropic-version') || /\/v1\/messages?(?:\/|$)/.test(path),
  browserHeaders: [
    'anthropic-version',
    'anthropic-beta',
    'anthropic-dangerous-direct-browser-access',
  ],
  shownRoutes: [],
}
