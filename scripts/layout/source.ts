import { dirname, join, normalize } from 'node:path'

export type Import = {
  readonly specifier: string
  readonly line: number
  /** Nothing of it is there at run time. */
  readonly isTypeOnly: boolean
}

/** One source file, read and parsed once. Paths are relative to the project's root, with `/`. */
export type Source = {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly imports: readonly Import[]
}

/** The finding of a rule. `line` is 0 when the whole file, or no file, is meant. */
export type Violation = {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly message: string
}

const options = { target: 'bun', trimUnusedImports: false } as const

const transpilers = {
  ts: new Bun.Transpiler({ ...options, loader: 'ts' }),
  tsx: new Bun.Transpiler({ ...options, loader: 'tsx' }),
}

export const readSources = async (
  root: string,
  folders: readonly string[],
): Promise<readonly Source[]> => {
  const glob = new Bun.Glob(`{${folders.join(',')}}/**/*.{ts,tsx}`)
  const paths = (await Array.fromAsync(glob.scan({ cwd: root }))).toSorted()
  return Promise.all(
    paths.map(async (path) => parse(path, await Bun.file(join(root, path)).text())),
  )
}

const parse = (path: string, text: string): Source => {
  const transpiler = transpilers[dialectOf(path)]
  const atRunTime = new Set(transpiler.scanImports(text).map((found) => found.path))
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports: transpiler.scanImports(withTypesAsValues(text)).map(({ path: specifier }) => ({
      specifier,
      line: lineOf(text, `'${specifier}'`),
      isTypeOnly: !atRunTime.has(specifier),
    })),
  }
}

/** In `.ts` a type argument may stand where `.tsx` reads an element. */
export const dialectOf = (path: string): 'ts' | 'tsx' => (path.endsWith('.tsx') ? 'tsx' : 'ts')

/** The parser drops imports of types; the direction of an import matters all the same. */
const withTypesAsValues = (text: string): string =>
  text
    .replace(/^(import) type (?=[{*\w])|^(export) type (?=[{*])/gm, '$1$2 ')
    .replace(/^(?:import|export) (?:\w+, )?\{[^}]*\} from\b/gm, (clause) =>
      clause.replace(/\btype (?=\w)/g, ''),
    )

/** 1 for the first line; 0 when the text is nowhere. */
export const lineOf = (text: string, part: string | RegExp): number => {
  const index = text.search(typeof part === 'string' ? RegExp.escape(part) : part)
  return index === -1 ? 0 : text.slice(0, index).split('\n').length
}

/** The file a relative import names, or undefined for a package. */
export const resolveImport = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : undefined

/** `src/protocol/openai-chat/stream.ts` lies in `protocol`; a file directly under `src` in none. */
export const folderOf = (path: string): string | undefined => {
  const [top, folder, ...rest] = path.split('/')
  return top === 'src' && rest.length > 0 ? folder : undefined
}
