import type { Source } from './source.ts'

/** Some of the settings, from one source. What it does not name comes from the layers below. */
export type Layer = {
  readonly source: Source
  /**
   * - `file`: as parsed; `${NAME}` in its strings is filled in
   * - `data`: as stored; taken as it is
   * - `text`: every value is text, as environment and flags give it
   */
  readonly form: 'file' | 'data' | 'text'
  readonly tree: unknown
}
