/**
 * Joins a base URL and a path. A version segment that ends the base and begins the path is written once,
 * because operators write both `https://host` and `https://host/v1`.
 */
export const joinUrl = (baseUrl: string, path: string): string => {
  const base = baseUrl.replace(/\/+$/, '')
  const version = /^\/(v\d[^/?]*)(?=[/?]|$)/.exec(path)?.[1]
  return version !== undefined && base.endsWith(`/${version}`)
    ? base + path.slice(version.length + 1)
    : base + path
}

/** Adds query parameters to a path that may have some already. */
export const addQuery = (path: string, query: string): string =>
  query === '' ? path : path + (path.includes('?') ? '&' : '?') + query
