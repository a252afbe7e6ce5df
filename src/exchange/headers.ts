import type { Channel } from '../channel/index.ts'

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

/**
 * What of an upstream's headers a client may see: what the body is, the limits that are left, what the channel lets
 * pass, and the upstream's own request id (under a name of its own where ours has the same). A decoded body has
 * lost its `content-encoding` and `content-length`, so they never pass.
 */
export const answerHeaders = (headers: Headers, { passedHeaders }: Channel): string => {
  const passed: [string, string][] = []
  for (const [name, value] of headers) {
    if (name === 'x-request-id') passed.push(['x-upstream-request-id', value])
    else if (isCommon(name) || passedHeaders.includes(name)) passed.push([name, value])
  }
  return writeHeaderLines(passed)
}

const common = new Set(['content-type', 'retry-after', 'retry-after-ms', 'x-simulated'])

/** Limits are announced as `x-ratelimit-…`, `ratelimit-…` or `<vendor>-ratelimit-…`. */
const isCommon = (name: string): boolean => common.has(name) || /^([a-z]+-)?ratelimit-/.test(name)
