/**
 * Headers travel between threads as `name: value` lines: flat, and no class is lost on the way. Names are lower
 * case. A value with a line break cannot enter: the HTTP parser refuses it.
 */
export const parseHeaderLines = (lines: string): [string, string][] =>
  lines === ''
    ? []
    : lines.split('\n').map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 2)]
      })

export const writeHeaderLines = (headers: Iterable<readonly [string, string]>): string =>
  Array.from(headers, ([name, value]) => `${name}: ${value}`).join('\n')
