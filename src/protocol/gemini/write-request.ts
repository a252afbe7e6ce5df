import type { Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import { entryOf } from '../entry.ts'
import { isObject, type JsonObject } from '../json.ts'
import { withFormTool } from './form-tool.ts'
import { writeConfig } from './write-config.ts'
import { writeTools } from './write-tools.ts'
import { writeTurns } from './write-turns.ts'

export const writeRequest = (asked: Prompt, report: Report): JsonObject => {
  const prompt = withFormTool(asked, report)
  const { tools, toolConfig } = writeTools(prompt, report)
  const generationConfig = writeConfig(prompt, report)
  const content = prompt.cache?.content
  reportRest(prompt, report)
  const request = {
    ...writeTurns(prompt, report),
    ...(tools.length === 0 ? {} : { tools }),
    ...(Object.keys(toolConfig).length === 0 ? {} : { toolConfig }),
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
    ...(content === undefined ? {} : { cachedContent: content }),
    ...writeTier(prompt, report),
  }
  return withExtras(request, prompt.extras)
}

/** The tier that other vendors call theirs, by the name that it has here. */
const tiers: Readonly<Record<string, string>> = {
  default: 'standard',
  standard: 'standard',
  standard_only: 'standard',
  flex: 'flex',
  priority: 'priority',
}

const writeTier = ({ serviceTier }: Prompt, report: Report): JsonObject => {
  if (serviceTier === undefined || serviceTier === 'auto') return {}
  const tier = entryOf(tiers, serviceTier.toLowerCase())
  if (tier !== undefined) return { serviceTier: tier }
  report.warn('serviceTier', 'is not offered by this upstream')
  return {}
}

const reportRest = (prompt: Prompt, report: Report): void => {
  if (prompt.allowsParallelCalls === false)
    report.warn('allowsParallelCalls', 'cannot be turned off at this upstream')
  if (prompt.endUser !== undefined) report.warn('endUser', 'has no place in this protocol')
  if (prompt.verbosity !== undefined) report.warn('verbosity', 'is not offered by this upstream')
}

/** Fields that only this protocol knows, each at its path. */
const withExtras = (request: JsonObject, extras: Prompt['extras']): JsonObject => {
  let whole = request
  for (const [path, value] of Object.entries(extras ?? {}))
    whole = withMember(whole, path.split('.'), value)
  return whole
}

const withMember = (holder: JsonObject, path: readonly string[], value: unknown): JsonObject => {
  const [key, ...rest] = path
  if (key === undefined) return holder
  const before = holder[key]
  const inner = isObject(before) ? before : {}
  return { ...holder, [key]: rest.length === 0 ? value : withMember(inner, rest, value) }
}
