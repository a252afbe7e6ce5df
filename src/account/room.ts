import type { AnnouncedLimit } from '../channel/index.ts'
import { withModel } from './by-model.ts'
import type { Room } from './messages.ts'

/** Limits of tokens are told a minute. */
const USUAL_FILL_MS = 60_000

/** What is known of the room for prompts after an answer that told of limits: of several the one with the least. */
export const learnRooms = (
  rooms: readonly Room[],
  limits: readonly AnnouncedLimit[],
  { model, now }: { readonly model: string; readonly now: number },
): readonly Room[] => {
  let least: Room | undefined
  for (const { promptTokens, countsCached, left: share, resetsAt } of limits) {
    const left = promptTokens * share
    if (promptTokens === 0 || (least !== undefined && least.left <= left)) continue
    const fullAt = resetsAt === 0 ? now + (1 - share) * USUAL_FILL_MS : Math.max(now, resetsAt)
    least = { model, limit: promptTokens, countsCached, left, at: now, fullAt }
  }
  return least === undefined ? rooms : withModel(rooms, least)
}

/** An upstream has refused a prompt by the whole limit: what is left of it is told otherwise, if at all. */
export const learnLimit = (
  rooms: readonly Room[],
  limit: number,
  { model, now }: { readonly model: string; readonly now: number },
): readonly Room[] => {
  const known = rooms.find((room) => room.model === model)
  if (known?.limit === limit) return rooms
  const left = known === undefined ? limit : Math.min(limit, roomAt(known, now))
  return withModel(rooms, {
    model,
    limit,
    countsCached: known?.countsCached ?? true,
    left,
    at: now,
    fullAt: Math.max(now, known?.fullAt ?? now),
  })
}

/** Tokens that fit in at that instant. */
export const roomAt = ({ limit, left, at, fullAt }: Room, now: number): number =>
  now >= fullAt ? limit : left + ((limit - left) * Math.max(0, now - at)) / (fullAt - at)

/** A smaller part of the limit is no news. */
const NOTABLE = 0.05

/** Whether what is known now differs from what was told by enough to tell it. How much fits in at most always does. */
export const roomsDiffer = (told: readonly Room[], known: readonly Room[], now: number): boolean =>
  told !== known &&
  known.some((room) => {
    const before = told.find(({ model }) => model === room.model)
    if (before?.limit !== room.limit) return true
    const expected = roomAt(before, now)
    return Math.abs(expected - roomAt(room, now)) >= NOTABLE * room.limit
  })
