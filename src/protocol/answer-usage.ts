import type { Usage } from '../ir/usage.ts'
import { isObject, type JsonObject } from './json.ts'
import { readValue, scanTopLevel } from './json-scan.ts'
import type { Operation } from './protocol.ts'
import { isUponStored } from './upon-stored.ts'

type UsageReader = (operation: Operation, body: string) => Partial<Usage> | undefined

/** Finds the usage of a whole answer at its top-level `key`, without parsing the rest. Counting tokens uses none, asking again none more. */
export const readUsageAt =
  (key: string, read: (usage: JsonObject) => Partial<Usage> | undefined): UsageReader =>
  (operation, body) => {
    if (operation === 'count-tokens' || isUponStored(operation)) return undefined
    const span = scanTopLevel(body, [key]).spans.get(key)
    const usage = span === undefined ? undefined : readValue(body, span)
    return isObject(usage) ? read(usage) : undefined
  }
