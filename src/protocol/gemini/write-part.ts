import { argumentsObject } from '../../ir/calls.ts'
import type { CodePart, Extras, MediaPart, Part, ToolCallPart } from '../../ir/part.ts'
import { isObject, type JsonObject } from '../json.ts'
import { typeOfAddress } from './media.ts'

/** A part of a request or of an answer. Searches and results are written elsewhere: by what stands around them. */
export const writePart = (part: Part): readonly JsonObject[] => {
  switch (part.type) {
    case 'text':
      return [{ text: part.text, ...writeSigned(part) }]
    case 'thinking':
      return [{ text: part.text, thought: true, ...writeSigned(part) }]
    case 'refusal':
      return [{ text: part.text }]
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return [{ ...writeMedia(part), ...writeSigned(part) }]
    case 'tool-call':
      return [writeCall(part)]
    case 'code':
      return writeCode(part)
    case 'foreign':
      return isObject(part.value) ? [part.value] : []
    case 'tool-result':
    case 'web-search':
      return []
    default:
      return part satisfies never
  }
}

const ownMembers: ReadonlySet<string> = new Set([
  'hasNoId',
  'inlineData',
  'fileData',
  'functionCall',
  'executableCode',
  'codeExecutionResult',
  'codeExecutionResultPart',
])

/** What a part has besides its data. */
const writeSigned = ({
  proof,
  extras,
}: {
  readonly proof?: string
  readonly extras?: Extras
}): JsonObject => {
  if (proof === undefined && extras === undefined) return {}
  const signed: Record<string, unknown> = proof === undefined ? {} : { thoughtSignature: proof }
  for (const key in extras) if (!ownMembers.has(key)) signed[key] = extras[key]
  return signed
}

const innerExtras = (extras: Extras | undefined, key: string): JsonObject => {
  const inner = extras?.[key]
  return isObject(inner) ? inner : {}
}

export const writeMedia = ({ source, extras }: MediaPart): JsonObject => {
  switch (source.type) {
    case 'data':
      return {
        inlineData: {
          mimeType: source.mediaType,
          data: source.data,
          ...innerExtras(extras, 'inlineData'),
        },
      }
    case 'text': {
      const data = Buffer.from(source.text, 'utf8').toString('base64')
      return { inlineData: { mimeType: 'text/plain', data } }
    }
    case 'url':
    case 'file': {
      const fileUri = source.type === 'url' ? source.url : source.id
      const mimeType =
        source.mediaType ?? (source.type === 'url' ? typeOfAddress(fileUri) : undefined)
      return {
        fileData: {
          ...(mimeType === undefined ? {} : { mimeType }),
          fileUri,
          ...innerExtras(extras, 'fileData'),
        },
      }
    }
    default:
      return source satisfies never
  }
}

export const hadId = (extras: Extras | undefined): boolean => extras?.['hasNoId'] !== true

const writeCall = (part: ToolCallPart): JsonObject => ({
  functionCall: {
    ...(hadId(part.extras) ? { id: part.id } : {}),
    name: part.name,
    args: argumentsObject(part.arguments),
    ...innerExtras(part.extras, 'functionCall'),
  },
  ...writeSigned(part),
})

/** Python is the only language that the vendor runs: programs in others are told as texts. */
const writeCode = (part: CodePart): readonly JsonObject[] => {
  const { code, language, result, extras } = part
  if (language !== undefined && language !== 'python' && hadId(extras))
    return [{ text: fenced(code, language) }, ...(result ? [{ text: fenced(result.output) }] : [])]
  const id = hadId(extras) ? { id: part.id } : {}
  const program = {
    executableCode: {
      ...id,
      language: language?.toUpperCase() ?? 'PYTHON',
      code,
      ...innerExtras(extras, 'executableCode'),
    },
    ...writeSigned(part),
  }
  if (result === undefined) return [program]
  const outcome = {
    codeExecutionResult: {
      ...id,
      outcome: result.hasFailed ? 'OUTCOME_FAILED' : 'OUTCOME_OK',
      output: result.output,
      ...innerExtras(extras, 'codeExecutionResult'),
    },
    ...innerExtras(extras, 'codeExecutionResultPart'),
  }
  return code === '' ? [outcome] : [program, outcome]
}

const fenced = (text: string, language = ''): string => `\`\`\`${language}\n${text}\n\`\`\``
