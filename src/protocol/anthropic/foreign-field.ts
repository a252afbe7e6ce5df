import { isObject } from '../json.ts'

type Verdict = 'quiet' | 'warn' | 'refuse'

/** What becomes of a field that only Anthropic knows when another vendor answers. Whatever is not named is warned of. */
export const foreignField = (name: string, value: unknown): Verdict => {
  const verdict = Object.hasOwn(verdicts, name) ? verdicts[name] : undefined
  if (verdict === undefined) return 'warn'
  return typeof verdict === 'string' ? verdict : verdict(value)
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)

/** Without it the model would lack something that the request counts on. */
const refused = (value: unknown): Verdict => (isNothing(value) ? 'quiet' : 'refuse')

const verdicts: Readonly<Record<string, Verdict | ((value: unknown) => Verdict)>> = {
  // Told by the neutral fields as well: these are the words they came in.
  thinking: 'quiet',
  effort: 'quiet',
  // For the sender's own records, or about Anthropic's cache.
  metadata: 'quiet',
  diagnostics: 'quiet',
  betas: 'quiet',
  // Clears old thoughts and results of tools away, of which Anthropic alone keeps count.
  context_management: 'quiet',
  // Where one begins, all of it is in the request; where one goes on, only what is new.
  thread: (value) => (isObject(value) && value['type'] === 'continue' ? 'refuse' : 'quiet'),
  mcp_servers: refused,
  container: refused,
  // A promise of where the data is worked on.
  inference_geo: (value) => (value === 'global' ? 'quiet' : refused(value)),
  speed: (value) => (value === 'fast' ? 'warn' : 'quiet'),
  output_config: (value) => (isObject(value) && Object.keys(value).length > 0 ? 'warn' : 'quiet'),
}
