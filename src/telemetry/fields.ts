import type { FlatFields } from './format.ts'
import { redact } from './redact.ts'

const textNames = [
  'account',
  'action',
  'actor',
  'address',
  'after',
  'before',
  'channel',
  'code',
  'failure',
  'file',
  'key',
  'model',
  'name',
  'node',
  'path',
  'protocol',
  'proxy',
  'reason',
  'requestId',
  'setting',
  'signal',
  'stack',
  'state',
  'user',
  'version',
] as const

const numberNames = [
  'attempts',
  'bytes',
  'count',
  'delayMs',
  'elapsedMs',
  'exchange',
  'generation',
  'limit',
  'lost',
  'port',
  'status',
  'withinMs',
] as const

/**
 * What a line may carry besides its message: these names, these types, at run time too. Extend the lists
 * for a fact worth reading; a header, a body or a secret is none. `key` is a key's label.
 */
export type LogFields = { readonly [Name in (typeof textNames)[number]]?: string } & {
  readonly [Name in (typeof numberNames)[number]]?: number
}

const typeOf: ReadonlyMap<string, 'string' | 'number'> = new Map([
  ...textNames.map((name) => [name, 'string'] as const),
  ...numberNames.map((name) => [name, 'number'] as const),
])

/** Texts are cut here: a stack trace fits, a body does not. */
const maxTextLength = 4_000

/** Only what is listed, with secrets taken out of texts. */
export const pickFields = (fields: LogFields): FlatFields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => typeof value === typeOf.get(name))
      .map(([name, value]) => [name, typeof value === 'string' ? safeText(value) : value]),
  )

export const safeText = (text: string): string => redact(text.slice(0, maxTextLength))
