import {
  ApiError,
  type CachedContent,
  type File,
  type FileSearchStore,
  type GoogleGenAI,
  type ImportFileOperation,
  type UploadToFileSearchStoreOperation,
} from '@google/genai'
import type { World } from './relay-world.ts'

export const flash = 'gemini-2.5-flash'

/** Enough for an upstream to keep it. */
export const longText = 'word '.repeat(1_500)

let turn = 0

/** Never the same beginning, so that no session leads to an account. */
const ownWords = (): string => `question number ${(turn += 1)} of its own`

export const upload = async (ai: GoogleGenAI, text = ownWords()): Promise<Kept<File>> =>
  named(await ai.files.upload({ file: new Blob([text]), config: { mimeType: 'text/plain' } }))

export const cache = async (ai: GoogleGenAI): Promise<Kept<CachedContent>> =>
  named(
    await ai.caches.create({
      model: flash,
      config: { contents: `${ownWords()} ${longText}`, ttl: '600s' },
    }),
  )

type Kept<Thing> = Thing & { readonly name: string; readonly uri: string }

const named = <Thing extends { name?: string; uri?: string } | { name?: string }>(
  thing: Thing,
): Kept<Thing> => ({
  ...thing,
  name: thing.name ?? '',
  uri: 'uri' in thing ? (thing.uri ?? '') : '',
})

export const askAbout = (ai: GoogleGenAI, { uri }: { readonly uri: string }) =>
  ai.models.generateContent({
    model: flash,
    contents: [
      {
        role: 'user',
        parts: [{ text: ownWords() }, { fileData: { fileUri: uri, mimeType: 'text/plain' } }],
      },
    ],
  })

export const askWith = (ai: GoogleGenAI, { name }: { readonly name: string }) =>
  ai.models.generateContent({
    model: flash,
    contents: ownWords(),
    config: { cachedContent: name },
  })

/** Accounts are asked for their models whenever it suits: that is nobody's request. */
const lastEntry = ({ gemini }: World) =>
  gemini.journal.entries.findLast(({ operation }) => operation !== 'models')

/** The account that was asked last, and how. */
export const lastAsked = (world: World): string => {
  const { account, method, path } = lastEntry(world) ?? {}
  return `${account} ${method} ${path}`
}

export const accountOfLast = (world: World): string => lastEntry(world)?.account ?? ''

/** Requests of clients that have come so far. */
export const countAsked = ({ gemini }: World): number =>
  gemini.journal.entries.filter(({ operation }) => operation !== 'models').length

/** One thing at each of two accounts, by the account's name. */
export const oneOfEach = async <Thing>(
  world: World,
  make: () => Promise<Thing>,
): Promise<ReadonlyMap<string, Thing>> => {
  const made = new Map<string, Thing>()
  while (made.size < 2) {
    const thing = await make()
    made.set(accountOfLast(world), thing)
  }
  return made
}

/** What the library threw. */
export const refusalOf = async (request: Promise<unknown>) => {
  try {
    await request
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, message: error.message }
    throw error
  }
  throw new Error('it was answered')
}

export const makeStore = async (ai: GoogleGenAI): Promise<Kept<FileSearchStore>> =>
  named(await ai.fileSearchStores.create({ config: { displayName: 'Some notes' } }))

/** Sends a text to a store and waits until it is a document of it: its name. */
export const fillStore = async (
  ai: GoogleGenAI,
  { name }: { readonly name: string },
): Promise<string> =>
  documentOf(
    ai,
    await ai.fileSearchStores.uploadToFileSearchStore({
      fileSearchStoreName: name,
      file: new Blob([ownWords()]),
      config: { mimeType: 'text/plain', displayName: 'a note' },
    }),
  )

/** What came of it, once it is done. */
export const documentOf = async (
  ai: GoogleGenAI,
  begun: ImportFileOperation | UploadToFileSearchStoreOperation,
): Promise<string> => {
  let operation = begun
  while (operation.done !== true) operation = await ai.operations.get({ operation })
  return operation.response?.documentName ?? ''
}

export const askIn = (ai: GoogleGenAI, ...stores: readonly { readonly name: string }[]) =>
  ai.models.generateContent({
    model: flash,
    contents: ownWords(),
    config: {
      tools: [{ fileSearch: { fileSearchStoreNames: stores.map(({ name }) => name) } }],
    },
  })
