import { Kind } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import type { TextContent } from './schema-parts.ts'

/** What the schema says of a key besides its type, as `schema-parts.ts` wrote it. */
export type Annotations = {
  readonly description: string
  /** `later`: nothing uses it yet. `fixed`: only its default does something. */
  readonly status: 'active' | 'later' | 'fixed'
  /** A change of it holds after the next start. */
  readonly isReadAtStart: boolean
  readonly isSecret: boolean
  /** The words of a choice, empty for anything else. */
  readonly words: readonly string[]
  readonly holds: TextContent | undefined
}

export const annotationsOf = (schema: TSchema): Annotations => ({
  description: schema.description ?? '',
  status: schema['status'] ?? 'active',
  isReadAtStart: schema['isReadAtStart'] === true,
  isSecret: schema[Kind] === 'Secret',
  words: schema['words'] ?? [],
  holds: schema['holds'],
})
