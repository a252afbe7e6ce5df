import type { Source, Violation } from './source.ts'

export const checkDepth = (sources: readonly Source[], maxLevels: number): readonly Violation[] =>
  sources
    .filter(({ path }) => path.startsWith('src/') && path.split('/').length - 2 > maxLevels)
    .map(({ path }) => ({
      rule: 'depth',
      path,
      line: 0,
      message: `more than ${maxLevels} levels of folders under src`,
    }))

/** Not a fault: a file to look at for its second subject. */
export const longFiles = (sources: readonly Source[], lines: number): readonly Source[] =>
  sources.filter((source) => source.lines > lines).toSorted((a, b) => b.lines - a.lines)
