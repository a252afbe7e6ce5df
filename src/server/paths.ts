/**
 * First segments of paths that are the program's own. A channel of such a name could not be reached by its scoped
 * path, so none may have one.
 */
export const reservedChannelIds: ReadonlySet<string> = new Set([
  'api',
  'assets',
  'auth',
  'console',
  'favicon.ico',
  'health',
  'healthz',
  'internal',
  'metrics',
  'readyz',
  'swagger',
  'v1',
  'v1beta',
])
