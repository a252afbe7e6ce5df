/**
 * Joins a base URL and a path. A version segment that ends the base and begins the path is written once,
 * because operators write both `https://host` and `https://host/v1`.
 */
export const joinUrl = (baseUrl: string, path: string): string => {
  const base = baseUrl.replace(/\/+$/, '')
  const [, before = '', version] = /^(\/upload|\/download)?\/(v\d[^/?]*)(?=[/?]|$)/.exec(path) ?? []
  if (version === undefined || !base.endsWith(`/${version}`)) return base + path
  return before === ''
    ? base + path.slice(version.length + 1)
    : base.slice(0, -version.length - 1) + path
}

/** Adds query parameters to a path. One that the path has already stays as it is, and is not said twice. */
export const addQuery = (path: string, query: string): string => {
  if (query === '') return path
  const said = new Set(namesIn(path.split('?')[1] ?? ''))
  const added = query.split('&').filter((part) => part !== '' && !said.has(namesIn(part)[0] ?? ''))
  return added.length === 0 ? path : path + (path.includes('?') ? '&' : '?') + added.join('&')
}

const namesIn = (query: string): readonly string[] => [...new URLSearchParams(query).keys()]
