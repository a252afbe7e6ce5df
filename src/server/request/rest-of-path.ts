/** What follows `prefix`, wherever a scope puts it, with its escapes read. A name may hold slashes, escaped or not. */
export const restOfPath = (path: string, prefix: string): string => {
  const rest = path.slice(path.indexOf(prefix) + prefix.length)
  try {
    return decodeURIComponent(rest)
  } catch {
    return rest
  }
}
