import { nearestName } from '../ir/near-names.ts'
import { type Path, pathText } from './path.ts'
import { settingKeys } from './setting-keys.ts'

/** The setting that was probably meant: one that stands beside it, else one of that name somewhere else. */
export const nearKey = (path: Path, siblings: readonly string[]): string | undefined => {
  const key = path.at(-1)
  if (typeof key !== 'string') return undefined
  const sibling = nearestName(key, siblings)
  if (sibling !== undefined) return pathText([...path.slice(0, -1), sibling])
  return settingKeys().find((known) => known.path.endsWith(`.${key}`))?.path
}
