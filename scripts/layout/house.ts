/**
 * The plan of the house as data: what `check-layout` holds the tree against. A change here is a
 * change of the architecture and comes with a decision record.
 */

/** What every folder under `src` may import of the others: folders, or single files by pattern. */
export type Plan = Readonly<Record<string, readonly string[]>>

/** The messages of an actor, and the one file that builds them: the only doors of an actor's folder. */
const doors = (folder: string): readonly string[] => [
  `${folder}/messages.ts`,
  `${folder}/client.ts`,
]

/** Types of the runtime that messages and injected dependencies are made of. */
const runtimeTypes = ['actor/message.ts', 'actor/clock.ts', 'actor/random.ts'] as const

export const plan: Plan = {
  actor: [],
  ir: [],
  settings: [],
  telemetry: ['actor/clock.ts', 'ledger/record.ts'],
  protocol: ['ir'],
  channel: ['protocol', 'ir'],
  exchange: [
    'channel',
    'protocol',
    'ir',
    ...runtimeTypes,
    ...doors('account'),
    ...doors('scheduler'),
    ...doors('ledger'),
  ],
  account: ['actor', 'exchange', 'channel', 'ir'],
  scheduler: ['actor', 'ir', ...doors('account'), ...doors('exchange')],
  ledger: ['actor', 'ir', 'telemetry/redact.ts'],
  server: [
    'protocol',
    'ir',
    'settings',
    'telemetry',
    ...runtimeTypes,
    ...doors('account'),
    ...doors('scheduler'),
    ...doors('exchange'),
    ...doors('ledger'),
    'ledger/record.ts',
  ],
  cli: ['settings', 'telemetry', 'protocol', ...doors('account'), ...doors('scheduler')],
  simulator: ['actor/clock.ts', 'ir', 'protocol'],
}

/** Files directly under `src`: they build everything and nothing imports them, except for the named ones. */
export const importableRoots: readonly string[] = ['src/raise-fetch-cap.ts']

/** Folders whose folders are siblings that must not know of each other. */
export const isolatedSiblings: readonly string[] = ['channel', 'protocol']

/** Where a package may be imported, by prefix of the path. A package that is not here has no place yet. */
export const packagePlaces: Readonly<Record<string, readonly string[]>> = {
  elysia: ['src/server/'],
  '@elysiajs/swagger': ['src/server/'],
  'swagger-ui-dist': ['src/server/'],
  '@sinclair/typebox': ['src/settings/'],
  '@logtape/logtape': ['src/telemetry/'],
  commander: ['src/cli/'],
  'bun:sqlite': ['src/ledger/store/'],
}

export type Exception = { readonly path: string; readonly what: string; readonly reason: string }

/** Uses of time and randomness outside the injected clock and random source, each with its reason. */
export const globalExceptions: readonly Exception[] = []

/**
 * Places that may name a vendor: what speaks or imitates a vendor's wire format, and the settings,
 * where operators write channel ids and environment names that other programs have fixed.
 */
export const vendorPlaces: readonly string[] = [
  'src/settings/',
  'src/protocol/',
  'src/channel/',
  'src/simulator/',
  'src/server/openai',
  'src/server/anthropic',
  'src/server/gemini',
]

export const vendorNames: readonly string[] = [
  'openai',
  'anthropic',
  'claude',
  'gemini',
  'google',
  'vertex',
  'aistudio',
  'codex',
  'antigravity',
  'nvidia',
  'deepseek',
]

export const maxFolderLevels = 3
export const longFileLines = 300
