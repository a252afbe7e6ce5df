/** An embedding of length 1: the same text has the same vector, in every vendor's answer. */
export const vectorOf = (text: string, dimensions: number): readonly number[] => {
  const seed = Bun.hash.crc32(text)
  const raw = Array.from({ length: dimensions }, (_, index) => Math.sin(seed + index * index))
  const length = Math.hypot(...raw)
  return raw.map((part) => part / length)
}
