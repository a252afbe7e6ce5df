import { given } from '../../ir/defined.ts'
import type { Extras, TextPart } from '../../ir/part.ts'
import type { Message, Prompt } from '../../ir/prompt.ts'
import type { ReadRequest, RequestAddress } from '../codec.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { readWhole } from '../read-request.ts'
import { CallIds, givenIds } from './call-ids.ts'
import { joinAnswers } from './join-answers.ts'
import { readConfig } from './read-config.ts'
import { readParts } from './read-part.ts'
import { readToolConfig, readTools } from './read-tools.ts'
import { bothSpellings, listOf, member } from './spelling.ts'

const known = bothSpellings([
  'model',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'cachedContent',
  'serviceTier',
])

export const readRequest = (body: JsonObject, address: RequestAddress): ReadRequest =>
  readWhole(body, (root) => readPrompt(root, body, address))

const readPrompt = (root: Field, body: JsonObject, address: RequestAddress): Prompt => {
  const messages = readContents(root.at('contents'), new CallIds(givenIds(body)))
  const system = readSystem(member(root, 'systemInstruction'))
  const { extras: configExtras, ...config } = readConfig(member(root, 'generationConfig'))
  const { extras: toolExtras, ...tooling } = readToolConfig(member(root, 'toolConfig'))
  const cachedContent = member(root, 'cachedContent').text()
  const serviceTier = member(root, 'serviceTier').text()
  const extras: Extras = { ...root.extras(known), ...configExtras, ...toolExtras }
  return {
    model: address.model,
    isStreaming: address.isStreaming,
    system,
    messages,
    tools: listOf(root.at('tools')).flatMap(readTools),
    ...tooling,
    ...config,
    ...(cachedContent === undefined ? {} : { cache: { content: cachedContent } }),
    ...given({ serviceTier }),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  }
}

const readContents = (field: Field, ids: CallIds): readonly Message[] => {
  const contents = listOf(field)
  if (contents.length === 0 && (!field.isGiven || field.isList))
    field.reject(field.isGiven ? 'must not be empty' : 'is required: a list')
  return joinAnswers(contents.map((content) => readContent(content, ids)))
}

const knownContent = bothSpellings(['role', 'parts'])

const readContent = (field: Field, ids: CallIds): Message => {
  if (!field.isGiven) field.reject('must be an object')
  field.object()
  const role = field.at('role').oneOf(['user', 'model', 'function'])
  const parts = readParts(listOf(field.at('parts')), ids)
  return {
    role: roleOf(role, parts),
    parts,
    ...given({ extras: field.extras(knownContent) }),
  }
}

const roleOf = (role: string | undefined, parts: Message['parts']): Message['role'] => {
  if (role === 'model') return 'assistant'
  const hasResultsAlone = parts.every(({ type }) => type === 'tool-result')
  return role === 'function' && hasResultsAlone ? 'tool' : 'user'
}

const readSystem = (field: Field): readonly TextPart[] => {
  field.object()
  return listOf(field.at('parts')).flatMap((part) => {
    part.object()
    const text = part.at('text')
    if (!text.isGiven) part.reject('must be a text')
    const value = text.text()
    return value === undefined ? [] : [{ type: 'text' as const, text: value }]
  })
}
