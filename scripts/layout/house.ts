/**
 * The plan of the house as data: what `check-layout` holds the tree against. A change here is a
 * change of the architecture and comes with a decision record.
 */

/** What a folder under `src` may import of the others: folders, or single files of them. */
export type Permission = {
  readonly imports: readonly string[]
  /** Also these, but only their types: the owner of a thing says what it looks like in a message. */
  readonly types?: readonly string[]
}

export type Plan = Readonly<Record<string, Permission>>

/** The messages of an actor, and the one file that builds them: the only doors of an actor's folder. */
const doors = (folder: string): readonly string[] => [
  `${folder}/messages.ts`,
  `${folder}/client.ts`,
]

export const plan: Plan = {
  actor: { imports: [] },
  ir: { imports: [] },
  settings: { imports: ['ir/near-names.ts'] },
  telemetry: { imports: [], types: ['actor', 'ledger'] },
  protocol: { imports: ['ir'] },
  channel: { imports: ['protocol', 'ir'] },
  translation: { imports: ['protocol', 'ir'] },
  // It knows no actor: where it runs is its caller's choice.
  exchange: { imports: ['channel', 'protocol', 'translation', 'ir'], types: ['actor'] },
  counter: {
    imports: [
      'actor',
      'ir',
      'protocol',
      ...doors('exchange'),
      'exchange/header-lines.ts',
      'exchange/warning-line.ts',
    ],
  },
  account: { imports: ['actor', 'exchange', 'channel', 'ir'], types: ['protocol'] },
  // Given its clock and its random source by the actor that owns it.
  timetable: { imports: [], types: ['actor'] },
  scheduler: {
    imports: [
      'actor',
      'timetable',
      'ir',
      ...doors('account'),
      'account/cooldown.ts',
      'account/room.ts',
      ...doors('counter'),
      ...doors('exchange'),
    ],
    types: ['protocol', 'channel', 'exchange'],
  },
  'proxy-pool': {
    imports: [
      'actor',
      'exchange/egress/bare-host.ts',
      'exchange/egress/egress.ts',
      'timetable',
      ...doors('scheduler'),
    ],
  },
  ledger: { imports: ['actor', 'telemetry/redact.ts'] },
  server: {
    imports: [
      'actor',
      'protocol',
      'ir',
      'settings',
      'telemetry',
      'account/room.ts',
      ...doors('scheduler'),
      ...doors('exchange'),
      // The front is the other end of the credit.
      'exchange/credit.ts',
      'exchange/header-lines.ts',
      ...doors('proxy-pool'),
    ],
    types: ['ledger'],
  },
  cli: { imports: ['settings'] },
  simulator: { imports: ['actor/clock.ts', 'protocol'], types: ['settings'] },
  app: {
    imports: [
      'account',
      'actor',
      'channel',
      'cli',
      'counter',
      'exchange',
      'ir',
      'ledger',
      'protocol',
      'proxy-pool',
      'scheduler',
      'server',
      'settings',
      'simulator',
      'telemetry',
      'timetable',
    ],
  },
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
  '@sinclair/typebox': ['src/settings/', 'src/simulator/'],
  '@logtape/logtape': ['src/telemetry/'],
  commander: ['src/cli/'],
  // It is large: only the thread that counts may hold it.
  'gpt-tokenizer': ['src/counter/tokenizer.ts'],
  // A thing of the bridge's: all others see an HTTP proxy.
  socks: ['src/proxy-pool/socks-bridge.ts'],
  'ipaddr.js': ['src/exchange/media/public-address.ts'],
  // The data folder is locked by a lock of SQLite's.
  // Microtasks run to their end without a turn of the event loop.
  'bun:jsc': ['src/actor/simulation.ts'],
  'bun:sqlite': ['src/ledger/store/', 'src/app/data-folder.ts'],
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
  'src/server/protocol-groups.ts',
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
