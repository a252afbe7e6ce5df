import type { Layer } from './layer.ts'
import { withValue } from './path.ts'

/** What one flag of the command line sets: `flagLayer('--port', 'global.port', '8046')`. */
export const flagLayer = (name: string, path: string, value: string): Layer => ({
  source: { type: 'flag', name },
  form: 'text',
  tree: withValue({}, path.split('.'), value),
})
