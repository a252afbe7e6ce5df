import { scanTopLevel, type Scan, type Span } from './json-scan.ts'

/**
 * Scans the objects of a list for `keys`, until `visit` has seen enough. A scan that begins at one object faults at
 * the comma behind it: there the next one begins.
 */
export const visitObjects = (
  body: string,
  { list, keys }: { readonly list: Span; readonly keys: readonly string[] },
  visit: (scan: Scan) => boolean,
): void => {
  const end = list.end - 1
  let start = list.start + 1
  while (start < end) {
    const scan = scanTopLevel(body, keys, { start, end })
    if (!visit(scan) || body[scan.faultAt] !== ',') return
    start = scan.faultAt + 1
  }
}
