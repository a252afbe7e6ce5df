import { isReferable } from '../../ir/reference.ts'
import { readString, scanTopLevel, type Span } from '../json-scan.ts'
import type { StoredReader } from '../stored.ts'
import { renamed } from './embed-model.ts'
import { importedKeys, namesIn, namingKeys, wholeRequestKey } from './named.ts'

/**
 * What an upstream keeps for one account, and how requests name it: https://ai.google.dev/api/caching,
 * https://ai.google.dev/api/files and https://ai.google.dev/api/file-search/file-search-stores. What was made here is
 * its user's; what is named besides may be many users' own, made elsewhere and by hand: it leads to an account that has
 * served it, and keeps nobody from asking.
 */
export const stored: StoredReader = {
  keys: [...namingKeys, wholeRequestKey, ...importedKeys],
  readReferences: (body, scan) => namesIn(body, scan),
  readMade: (body, operation) => {
    switch (operation) {
      case 'create-cache':
      case 'create-store':
        return nameAt(body, scanTopLevel(body, ['name']).spans.get('name'))
      case 'upload':
      case 'continue-upload':
      case 'put-upload':
        return madeFile(body)
      default:
        return []
    }
  },
  readOwnId: () => undefined,
  renamed: (body, model) => renamed('embed', body, model),
}

/** What is sent to a store becomes no file, but a document of it. */
const madeFile = (body: string): readonly string[] => {
  const file = scanTopLevel(body, ['file']).spans.get('file')
  if (file === undefined || body[file.start] !== '{') return []
  return nameAt(body, scanTopLevel(body, ['name'], file).spans.get('name'))
}

const nameAt = (body: string, span: Span | undefined): readonly string[] => {
  const name = span === undefined ? undefined : readString(body, span)
  return name === undefined || !isReferable(name) ? [] : [name]
}
