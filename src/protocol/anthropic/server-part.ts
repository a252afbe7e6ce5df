import type { CodePart, WebSearchPart } from '../../ir/part.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'

/** What a server tool does is told in two blocks, which are one part where they stand side by side. */
export type ServerPart = WebSearchPart | CodePart

const callNames = new Map([
  ['web_search', 'web_search_tool_result'],
  ['code_execution', 'code_execution_tool_result'],
  ['bash_code_execution', 'bash_code_execution_tool_result'],
])
const resultTypes = new Set(callNames.values())

/** `server_tool_use` of a search or a program; undefined for all other server tools. */
export const readServerCall = (block: JsonObject): ServerPart | undefined => {
  const name = stringAt(block, 'name')
  const id = stringAt(block, 'id')
  if (block['type'] !== 'server_tool_use' || id === '' || !callNames.has(name)) return undefined
  const { type: _type, id: _id, name: _name, input, ...rest } = block
  const key = inputKeys.get(name) ?? 'code'
  const text = stringAt(isObject(input) ? input : undefined, key)
  const isPlain = isObject(input) && Object.keys(input).length === 1 && key in input && text !== ''
  const extras = { name, ...rest, ...(isPlain ? {} : { input: input ?? {} }) }
  return name === 'web_search'
    ? { type: 'web-search', id, queries: text === '' ? [] : [text], extras }
    : { type: 'code', id, code: text, language: languages.get(name) ?? 'python', extras }
}

const inputKeys = new Map([
  ['web_search', 'query'],
  ['code_execution', 'code'],
  ['bash_code_execution', 'command'],
])
const languages = new Map([
  ['code_execution', 'python'],
  ['bash_code_execution', 'bash'],
])

/** The part with its result, if this block is that. */
export const joinResult = (part: ServerPart, block: JsonObject): ServerPart | undefined => {
  const type = stringAt(block, 'type')
  if (callNames.get(stringAt(part.extras, 'name')) !== type) return undefined
  if (stringAt(block, 'tool_use_id') !== part.id) return undefined
  return withResult({ ...part, extras: { ...part.extras, [type]: block } }, block)
}

/** A result that does not stand beside its call: a long-running program's, in a later answer. */
export const readLoneResult = (block: JsonObject): ServerPart | undefined => {
  const type = stringAt(block, 'type')
  const id = stringAt(block, 'tool_use_id')
  if (!resultTypes.has(type) || id === '') return undefined
  const extras = { type, [type]: block }
  return type === 'web_search_tool_result'
    ? withResult({ type: 'web-search', id, queries: [], extras }, block)
    : withResult({ type: 'code', id, code: '', extras }, block)
}

const withResult = (part: ServerPart, block: JsonObject): ServerPart =>
  part.type === 'web-search'
    ? { ...part, ...searchResult(block) }
    : { ...part, result: programResult(objectAt(block, 'content')) }

const searchResult = (block: JsonObject): Pick<WebSearchPart, 'results' | 'hasFailed'> => {
  if (!Array.isArray(block['content'])) return { hasFailed: true }
  return {
    results: listAt(block, 'content')
      .filter(isObject)
      .map((result) => ({ url: stringAt(result, 'url'), title: stringAt(result, 'title') })),
  }
}

const programResult = (content: JsonObject | undefined): NonNullable<CodePart['result']> => {
  const output = [stringAt(content, 'stdout'), stringAt(content, 'stderr')].filter(
    (text) => text !== '',
  )
  const errorCode = stringAt(content, 'error_code')
  return {
    output: errorCode === '' ? output.join('\n') : errorCode,
    hasFailed: errorCode !== '' || (content?.['return_code'] ?? 0) !== 0,
  }
}

/** The part's blocks: its own where Anthropic made them, else blocks that say the same. */
export const writeServerPart = (part: ServerPart): readonly JsonObject[] => {
  const { extras = {} } = part
  const resultType = Object.keys(extras).find((key) => resultTypes.has(key))
  const ownResult = resultType === undefined ? undefined : objectAt(extras, resultType)
  if (ownResult !== undefined && extras['type'] === resultType) return [ownResult]
  const { name, input, ...rest } = withoutResult(extras, resultType)
  const ownName = typeof name === 'string' && callNames.has(name) ? name : undefined
  const id = part.id.startsWith('srvtoolu_') ? part.id : `srvtoolu_${part.id.replace(/\W/g, '_')}`
  const call = {
    type: 'server_tool_use',
    id,
    name: ownName ?? nameOf(part),
    input: ownName === undefined ? inputOf(part) : (input ?? inputOf(part)),
    ...(ownName === undefined ? {} : rest),
  }
  return [call, ...(ownResult === undefined ? madeResult(part, id) : [ownResult])]
}

/** Whether the blocks are Anthropic's own, so that an upstream takes them back. */
export const isOwn = ({ extras }: ServerPart): boolean => {
  const type = stringAt(extras, 'type')
  if (!callNames.has(stringAt(extras, 'name')) && !resultTypes.has(type)) return false
  return listAt(objectAt(extras, 'web_search_tool_result'), 'content').every(
    (result) => isObject(result) && stringAt(result, 'encrypted_content') !== '',
  )
}

const withoutResult = (extras: JsonObject, resultType: string | undefined): JsonObject => {
  if (resultType === undefined) return extras
  const { [resultType]: _result, ...rest } = extras
  return rest
}

const isShell = ({ language }: CodePart): boolean => language === 'bash' || language === 'sh'

const nameOf = (part: ServerPart): string => {
  if (part.type === 'web-search') return 'web_search'
  return isShell(part) ? 'bash_code_execution' : 'code_execution'
}

const inputOf = (part: ServerPart): JsonObject => {
  if (part.type === 'web-search') return { query: part.queries.join('\n') }
  return isShell(part) ? { command: part.code } : { code: part.code }
}

const madeResult = (part: ServerPart, id: string): readonly JsonObject[] => {
  if (part.type === 'code') return part.result === undefined ? [] : [programBlock(part, id)]
  const { results, hasFailed } = part
  if (hasFailed === true) return [searchBlock(id, searchError)]
  if (results === undefined) return []
  return [
    searchBlock(
      id,
      results.map(({ url, title }) => ({
        type: 'web_search_result',
        url,
        title,
        // Only Anthropic can make it: empty says that there is none.
        encrypted_content: '',
        page_age: null,
      })),
    ),
  ]
}

const searchError = { type: 'web_search_tool_result_error', error_code: 'unavailable' }

const searchBlock = (id: string, content: unknown): JsonObject => ({
  type: 'web_search_tool_result',
  tool_use_id: id,
  content,
})

const programBlock = (part: CodePart, id: string): JsonObject => {
  const prefix = isShell(part) ? 'bash_code_execution' : 'code_execution'
  const hasFailed = part.result?.hasFailed === true
  return {
    type: `${prefix}_tool_result`,
    tool_use_id: id,
    content: {
      type: `${prefix}_result`,
      stdout: part.result?.output ?? '',
      stderr: '',
      return_code: hasFailed ? 1 : 0,
      content: [],
    },
  }
}
