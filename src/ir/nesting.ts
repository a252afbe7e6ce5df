/** As deep as a request may be. What is deeper is parsed by some, but written again by none: the stack ends before. */
const deepestNesting = 10_000

const quote = 0x22
const backslash = 0x5c

/** Whether a JSON text holds more within each other than can be written again. */
export const isTooDeep = (json: string): boolean => {
  if (json.length <= deepestNesting) return false
  let depth = 0
  let isText = false
  for (let at = 0; at < json.length && depth <= deepestNesting; at += 1) {
    const code = json.charCodeAt(at)
    if (isText && code === backslash) at += 1
    else if (code === quote) isText = !isText
    else if (!isText) depth += stepOf(code)
  }
  return depth > deepestNesting
}

/** `[` and `{` go in, `]` and `}` out. */
const stepOf = (code: number): number => {
  if (code === 0x5b || code === 0x7b) return 1
  return code === 0x5d || code === 0x7d ? -1 : 0
}
