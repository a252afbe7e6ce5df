import { isObject } from '../../src/protocol/json.ts'

/** Copies of a value, in each of which one member deep within is something else. */
export const damaged = (value: unknown, damage: unknown): unknown[] => {
  if (Array.isArray(value))
    return [
      damage,
      ...value.flatMap((member, place) =>
        damaged(member, damage).map((other) => value.with(place, other)),
      ),
    ]
  if (!isObject(value)) return [damage]
  return [
    damage,
    ...Object.entries(value).flatMap(([key, member]) =>
      damaged(member, damage).map((other) => ({ ...value, [key]: other })),
    ),
  ]
}
