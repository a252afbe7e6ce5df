/** Cached contents: https://ai.google.dev/api/caching */
import { answerJson, refuse, type Answer, type Refusal } from '../answer.ts'
import { countTokens } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { cacheChange, cacheRequest, type CacheChange, type CacheRequest } from './cache-schema.ts'
import { check } from './check.ts'
import { judgeFiles, judgeToolStores, tokensOfFiles } from './judge-kept.ts'
import { noSuchCache, pageOf, type KeptCache } from './kept.ts'
import { refuseModel } from './models.ts'
import { inputOf } from './read.ts'

const USUAL_LIFE_MS = 3_600_000

export const createCache = (call: Call): Answer => {
  const checked = check(cacheRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  const id = /^models\/(.+)$/.exec(request.model)?.[1]
  if (id === undefined)
    return refuse(
      'invalid',
      `* CreateCachedContentRequest.cached_content.model: unexpected model name format`,
    )
  if (findModel(call, id, 'chat') === undefined) return refuseModel(id)
  const end = endOf(request, call.now)
  if (end.type === 'refused') return end
  const refusal =
    judgeFiles(request.contents ?? [], call) ??
    judgeToolStores(request.tools, call) ??
    judgeSize(request, id, call)
  return refusal ?? keep(call, request, end.at ?? call.now + USUAL_LIFE_MS)
}

const tokensOf = (request: CacheRequest, call: Call): number => {
  const { contents = [], systemInstruction, tools } = request
  const input = inputOf({ contents, ...(systemInstruction && { systemInstruction }) })
  const told = tools === undefined ? '' : JSON.stringify(tools)
  return countTokens(input) + countTokens(told) + tokensOfFiles(contents, call)
}

/** https://ai.google.dev/gemini-api/docs/caching */
const leastTokens = (model: string): number => (model.includes('flash') ? 1024 : 4096)

const judgeSize = (request: CacheRequest, model: string, call: Call): Refusal | undefined => {
  const [tokens, least] = [tokensOf(request, call), leastTokens(model)]
  return tokens >= least
    ? undefined
    : refuse(
        'invalid',
        `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${least}`,
      )
}

const keep = (call: Call, request: CacheRequest, expiresAt: number): Answer => {
  const cache: KeptCache = {
    name: `cachedContents/simulated${call.serial}`,
    model: request.model,
    displayName: request.displayName,
    createdAt: call.now,
    updatedAt: call.now,
    expiresAt,
    tokens: tokensOf(request, call),
  }
  call.kept.keepCache(cache)
  return answerJson(writeCache(cache))
}

type End = { readonly type: 'end'; readonly at: number | undefined } | Refusal

const endOf = ({ ttl, expireTime }: CacheChange, now: number): End => {
  if (ttl !== undefined && expireTime !== undefined)
    return refuse('invalid', "oneof field 'expiration' is already set. Cannot set 'expireTime'")
  if (ttl === undefined && expireTime === undefined) return { type: 'end', at: undefined }
  const at = ttl === undefined ? Date.parse(expireTime ?? '') : now + Number.parseFloat(ttl) * 1000
  return at > now
    ? { type: 'end', at }
    : refuse('invalid', 'CachedContent.expire_time must be in the future.')
}

const writeCache = (cache: KeptCache) => ({
  name: cache.name,
  model: cache.model,
  ...(cache.displayName === undefined ? {} : { displayName: cache.displayName }),
  createTime: timeOf(cache.createdAt),
  updateTime: timeOf(cache.updatedAt),
  expireTime: timeOf(cache.expiresAt),
  usageMetadata: { totalTokenCount: cache.tokens },
})

export const timeOf = (instant: number): string => new Date(instant).toISOString()

export const listCaches = ({ kept, now, query }: Call): Answer => {
  const page = pageOf(kept.caches(now), query, 1000)
  if ('type' in page) return page
  return answerJson({
    ...(page.items.length === 0 ? {} : { cachedContents: page.items.map(writeCache) }),
    ...(page.next === undefined ? {} : { nextPageToken: page.next }),
  })
}

export const getCache = ({ kept, now }: Call, name: string): Answer => {
  const cache = kept.cache(name, now)
  return cache === undefined ? noSuchCache() : answerJson(writeCache(cache))
}

/** Nothing but its end can be changed. */
export const updateCache = (call: Call, name: string): Answer => {
  const cache = call.kept.cache(name, call.now)
  if (cache === undefined) return noSuchCache()
  const checked = check(cacheChange, call.body)
  if (checked.type === 'refused') return checked
  const mask = (call.query.get('updateMask') ?? '').split(',').filter((field) => field !== '')
  const other = mask.find((field) => !Object.hasOwn(checked.body, field))
  if (other !== undefined) return refuse('invalid', `update_mask names ${other}, which is not set.`)
  const end = endOf(checked.body, call.now)
  if (end.type === 'refused') return end
  if (end.at === undefined)
    return refuse('invalid', 'Either ttl or expire_time must be set to update a CachedContent.')
  cache.expiresAt = end.at
  cache.updatedAt = call.now
  return answerJson(writeCache(cache))
}

export const deleteCache = ({ kept, now }: Call, name: string): Answer => {
  if (kept.cache(name, now) === undefined) return noSuchCache()
  kept.deleteCache(name)
  return answerJson({})
}
