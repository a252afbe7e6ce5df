import type { Part, ToolResultPart } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import { isObject, stringAt, type JsonObject } from '../json.ts'
import { isUsualStatus } from './status.ts'
import { readContentList } from './read-content.ts'

const members: ReadonlySet<string> = new Set(['type', 'call_id', 'output', 'status', 'name'])

/** What a client's tool has returned. Results of native tools keep their whole item: their texts are of our making. */
export const readResult = (
  item: Field,
  type: 'function_call_output' | 'custom_tool_call_output' | 'native',
): ToolResultPart => {
  if (type === 'native') return readNative(item)
  const callId = item.at('call_id').requiredText()
  const name = item.at('name').text()
  const { status } = item.object() ?? {}
  const extras = {
    ...item.extras(members),
    ...(isUsualStatus(status) ? {} : { status }),
  }
  return {
    type: 'tool-result',
    kind: type === 'function_call_output' ? 'function' : 'custom',
    callId,
    ...(name === undefined ? {} : { name }),
    parts: readContentList(item.at('output')),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  }
}

const readNative = (field: Field): ToolResultPart => {
  const item = field.object() ?? {}
  const callId = field.at('call_id').text() ?? field.at('id').requiredText()
  return {
    type: 'tool-result',
    kind: 'function',
    callId,
    parts: [{ type: 'text', text: textOf(field, item) }],
    ...(item['status'] === 'failed' ? { isError: true } : {}),
    extras: { item },
  }
}

const textOf = (field: Field, item: JsonObject): string => {
  switch (item['type']) {
    case 'tool_search_output':
      return foundText(field)
    case 'shell_call_output':
      return field.at('output').items().map(commandText).join('\n')
    default:
      return field.at('output').text() ?? stringAt(item, 'status')
  }
}

/** As a terminal would show it: models know that better than our JSON. */
const commandText = (entry: Field): string => {
  const stdout = entry.at('stdout').text() ?? ''
  const stderr = entry.at('stderr').text() ?? ''
  const outcome = entry.at('outcome')
  const code = outcome.at('exit_code').number()
  const end = outcome.at('type').text() === 'timeout' ? 'timed out' : `exit code ${code ?? 0}`
  return [stdout, stderr, `(${end})`].filter((text) => text !== '').join('\n')
}

const foundText = (field: Field): string => {
  const found = field
    .at('tools')
    .items()
    .map(({ value }) => (isObject(value) ? stringAt(value, 'name') || stringAt(value, 'type') : ''))
    .filter((name) => name !== '')
  return found.length === 0 ? 'No tools were found.' : `Found: ${found.join(', ')}`
}

/** The text alone, where there is nothing but one. */
export const soleText = (parts: readonly Part[]): string | undefined => {
  const [first, ...others] = parts
  return first?.type === 'text' && others.length === 0 && first.extras === undefined
    ? first.text
    : undefined
}
