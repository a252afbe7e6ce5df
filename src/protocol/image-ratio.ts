import type { ImageSize } from '../ir/image-request.ts'

/** Two ratios so near are the same to the eye: 1792x1024 is 16:9. */
const tolerance = 0.05

/** The nearest of the aspect ratios (`16:9`) that an upstream offers; undefined when none is near. */
export const nearestRatio = (
  { width, height }: ImageSize,
  offered: readonly string[],
): string | undefined => {
  const asked = width / height
  const distances = offered.map((ratio) => ({ ratio, distance: Math.abs(valueOf(ratio) - asked) }))
  const [nearest] = distances.sort((one, other) => one.distance - other.distance)
  return nearest === undefined || nearest.distance > tolerance ? undefined : nearest.ratio
}

const valueOf = (ratio: string): number => {
  const [width = 0, height = 1] = ratio.split(':').map(Number)
  return width / height
}
