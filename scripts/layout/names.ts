import { dialectOf, lineOf, type Source, type Violation } from './source.ts'

const transpiler = new Bun.Transpiler({ target: 'bun' })

/** Vendor names in code outside the places that are about vendors. Comments and types may name them. */
export const checkVendorNames = (
  sources: readonly Source[],
  names: readonly string[],
  places: readonly string[],
): readonly Violation[] => {
  const pattern = new RegExp(`(?:${names.join('|')})`, 'i')
  return sources
    .filter(({ path }) => !places.some((place) => path.startsWith(place)))
    .flatMap(({ path, text }) => {
      const found = pattern.exec(withoutImports(transpiler.transformSync(text, dialectOf(path))))
      if (found === null) return []
      const line = lineOf(text, new RegExp(`^(?!\\s*(?:\\*|//|/\\*|import\\b)).*${found[0]}`, 'm'))
      return [{ rule: 'vendor', path, line, message: `names a vendor: ${found[0]}` }]
    })
}

const withoutImports = (code: string): string => code.replace(/^import .*$/gm, '')
