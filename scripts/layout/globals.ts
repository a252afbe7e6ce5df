import type { Exception } from './house.ts'
import { dialectOf, lineOf, type Source, type Violation } from './source.ts'

/** The two files that everything else is given its time and its randomness by. */
const givers: ReadonlySet<string> = new Set(['src/actor/clock.ts', 'src/actor/random.ts'])

type Banned = { readonly what: string; readonly marker: string; readonly text: RegExp }

const banned: readonly Banned[] = [
  'Math.random',
  'crypto.randomUUID',
  'Bun.randomUUIDv7',
  'performance.now',
  'process.hrtime',
  'Bun.nanoseconds',
  'Bun.sleep',
  'AbortSignal.timeout',
  'setTimeout',
  'setInterval',
].map((what) => ({
  what,
  marker: `$banned_${what.replace('.', '_')}`,
  text: new RegExp(`\\b${RegExp.escape(what)}\\b`),
}))

const dateMarker = '$banned_Date'

/** Values of `Date` are made and told apart without the time of day; every other use may read the clock. */
const readsClock =
  /(?<!new |instanceof )\$banned_Date\b(?!\.(?:UTC|parse)\b)|new \$banned_Date(?!\()|new \$banned_Date\(\)/

/**
 * Replaces global names by markers with the parser's own `define`, which knows scopes: a parameter
 * called `setTimeout`, a comment or a type is not the global. The text only tells the line.
 */
const transpiler = new Bun.Transpiler({
  target: 'bun',
  define: {
    ...Object.fromEntries(banned.map(({ what, marker }) => [what, marker])),
    ...Object.fromEntries(banned.map(({ what, marker }) => [`globalThis.${what}`, marker])),
    Date: dateMarker,
    'globalThis.Date': dateMarker,
  },
})

export const checkGlobals = (
  files: readonly Source[],
  exceptions: readonly Exception[],
): readonly Violation[] =>
  files
    .filter(({ path }) => !givers.has(path))
    .flatMap((file) => usesOf(file))
    .filter(({ path, what }) => !exceptions.some((one) => one.path === path && one.what === what))
    .map(({ path, line, what }) => ({
      rule: 'global',
      path,
      line,
      message: `${what} outside actor/clock.ts and actor/random.ts: take a Clock or a Random`,
    }))

type Use = { readonly path: string; readonly line: number; readonly what: string }

const usesOf = ({ path, text }: Source): readonly Use[] => {
  const code = transpiler.transformSync(text, dialectOf(path))
  const uses = banned
    .filter(({ marker }) => code.includes(marker))
    .map(({ what, text: pattern }) => ({ path, line: lineOf(text, pattern), what }))
  return readsClock.test(code) ? [...uses, { path, line: lineOfClock(text), what: 'Date' }] : uses
}

/** The first plain reading of the clock, else the first mention of the class. */
const lineOfClock = (text: string): number =>
  lineOf(text, /\bnew Date(?:\(\)|\b(?!\())|\bDate\.now\b/) || lineOf(text, /\bDate\b/)
