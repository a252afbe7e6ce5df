/** The channels that are known by name: whether they run in this version, and how their accounts log in. */
export type BuiltinChannel = {
  readonly id: string
  readonly login: 'api-key' | 'oauth' | 'service-account'
  readonly isAvailable: boolean
}

export const builtinChannels: readonly BuiltinChannel[] = [
  { id: 'openai', login: 'api-key', isAvailable: true },
  { id: 'anthropic', login: 'api-key', isAvailable: true },
  { id: 'aistudio', login: 'api-key', isAvailable: true },
  { id: 'vertexexpress', login: 'api-key', isAvailable: false },
  { id: 'vertex', login: 'service-account', isAvailable: false },
  { id: 'geminicli', login: 'oauth', isAvailable: false },
  { id: 'claudecode', login: 'oauth', isAvailable: false },
  { id: 'codex', login: 'oauth', isAvailable: false },
  { id: 'antigravity', login: 'oauth', isAvailable: false },
  { id: 'nvidia', login: 'api-key', isAvailable: false },
  { id: 'deepseek', login: 'api-key', isAvailable: false },
  { id: 'groq', login: 'api-key', isAvailable: false },
  { id: 'zai', login: 'api-key', isAvailable: false },
]

export const builtinChannel = (id: string): BuiltinChannel | undefined =>
  builtinChannels.find((channel) => channel.id === id)
