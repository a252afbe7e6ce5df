import { type Fault, noFindings, type Warning } from './findings.ts'
import { type Environment, type Filled, interpolate } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { rewrite } from './legacy-forms.ts'
import type { ReadLayer } from './merge.ts'
import { pathText } from './path.ts'
import { readValue } from './read-value.ts'
import { settingsSchema } from './schema.ts'
import { sourceText } from './source.ts'

/** What of a layer can be used, and what there is to say about the rest. */
export const readLayer = (
  layer: Layer,
  environment: Environment,
): ReadLayer & { readonly faults: readonly Fault[]; readonly warnings: readonly Warning[] } => {
  const source = sourceText(layer.source)
  const { tree, moved, faults } = rewrite(layer.tree)
  const findings = noFindings()
  const reading = {
    findings,
    source,
    nameOf: (path: Parameters<typeof pathText>[0]) => moved.get(pathText(path)) ?? pathText(path),
    fill: (text: string) => fillings[layer.form](text, environment),
  }
  return {
    source: layer.source,
    tree: readValue(reading, { schema: settingsSchema, path: [], value: tree }),
    faults: [...faults.map((found) => ({ ...found, source })), ...findings.faults],
    warnings: findings.warnings,
  }
}

const fillings: Readonly<
  Record<Layer['form'], (text: string, environment: Environment) => Filled>
> = {
  file: interpolate,
  data: (text) => ({ text, wasFilled: false, missing: [] }),
  text: (text) => ({ text, wasFilled: true, missing: [] }),
}
