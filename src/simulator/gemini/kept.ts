/** What an account keeps: https://ai.google.dev/api/caching, https://ai.google.dev/api/files and stores of documents. */
import { refuse, type Answer, type Refusal } from '../answer.ts'
import type { KeptStore } from './kept-store.ts'

export type KeptCache = {
  readonly name: string
  /** `models/…` */
  readonly model: string
  readonly displayName: string | undefined
  readonly createdAt: number
  updatedAt: number
  expiresAt: number
  readonly tokens: number
}

export type KeptFile = {
  readonly name: string
  readonly displayName: string | undefined
  readonly mimeType: string
  readonly bytes: Uint8Array
  readonly createdAt: number
}

export type OpenUpload = {
  readonly wish: UploadWish
  readonly mimeType: string
  /** How its parts come: with a command each, or with the range of their bytes. */
  readonly way: 'commands' | 'ranges'
  /** Undefined as long as nobody has told. */
  length: number | undefined
  readonly parts: Uint8Array[]
  received: number
}

/** What is told of an upload before its bytes come. */
export type UploadWish = {
  readonly type: 'wish'
  /** The store that it is for; empty: for none. */
  readonly store: string
  readonly mimeType: string | undefined
  /** When it has come whole. */
  keep(moment: Moment, taken: Taken): Answer
}

/** Of the request that brought the last of it. */
export type Moment = {
  readonly kept: KeptThings
  readonly now: number
  readonly serial: number
}

export type Taken = { readonly type: string; readonly bytes: Uint8Array }

export const FILE_LIFE_MS = 48 * 3_600_000

/** Of one account: to all others it does not exist. */
export class KeptThings {
  readonly #caches = new Map<string, KeptCache>()
  readonly #files = new Map<string, KeptFile>()
  readonly uploads = new Map<string, OpenUpload>()
  readonly stores = new Map<string, KeptStore>()

  keepCache(cache: KeptCache): void {
    this.#caches.set(cache.name, cache)
  }

  keepFile(file: KeptFile): void {
    this.#files.set(file.name, file)
  }

  cache(name: string, now: number): KeptCache | undefined {
    const cache = this.#caches.get(name)
    return cache === undefined || cache.expiresAt <= now ? undefined : cache
  }

  file(name: string, now: number): KeptFile | undefined {
    const file = this.#files.get(name)
    return file === undefined || file.createdAt + FILE_LIFE_MS <= now ? undefined : file
  }

  caches(now: number): readonly KeptCache[] {
    return [...this.#caches.keys()].flatMap((name) => this.cache(name, now) ?? [])
  }

  files(now: number): readonly KeptFile[] {
    return [...this.#files.keys()].flatMap((name) => this.file(name, now) ?? [])
  }

  deleteCache(name: string): void {
    this.#caches.delete(name)
  }

  deleteFile(name: string): void {
    this.#files.delete(name)
  }
}

/** Whether it does not exist or is another's is not told (seen 2026-11). */
export const noSuchCache = (): Refusal =>
  refuse('forbidden', 'CachedContent not found (or permission denied)')

export const noSuchFile = (name: string): Refusal =>
  refuse(
    'forbidden',
    `You do not have permission to access the File ${name.replace('files/', '')} or it may not exist.`,
  )

export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | undefined }

/** The token of the next page is where it starts. */
export const pageOf = <Item>(
  items: readonly Item[],
  query: URLSearchParams,
  most: number,
): Page<Item> | Refusal => {
  const size = Number(query.get('pageSize') ?? 10)
  const start = Number(query.get('pageToken') ?? 0)
  if (!Number.isInteger(size) || size < 1 || size > most || !Number.isInteger(start))
    return refuse('invalid', 'Not a page of this list.', { param: 'page_size' })
  const end = start + size
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined }
}
