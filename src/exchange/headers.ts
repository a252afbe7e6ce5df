import type { Channel } from '../channel/index.ts'
import { writeHeaderLines } from './header-lines.ts'

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
