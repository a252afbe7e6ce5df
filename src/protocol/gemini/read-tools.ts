import { given } from '../../ir/defined.ts'
import type { Extras } from '../../ir/part.ts'
import type { FunctionTool, ServerTool, Tool, ToolChoice } from '../../ir/prompt.ts'
import type { Field } from '../field.ts'
import type { JsonObject } from '../json.ts'
import { pathed } from './read-config.ts'
import { fromGeminiSchema, fromJsonSchema } from './schema-read.ts'
import { bothSpellings, listOf, member } from './spelling.ts'

const serverTools = {
  googleSearch: 'web-search',
  googleSearchRetrieval: 'web-search',
  codeExecution: 'code',
  urlContext: 'web-fetch',
} as const satisfies Readonly<Record<string, ServerTool['tool']>>

type ServerKind = keyof typeof serverTools

const serverKinds = Object.keys(serverTools).filter(
  (kind): kind is ServerKind => kind in serverTools,
)
const known = bothSpellings(['functionDeclarations', ...serverKinds])

/** One entry of the list may hold tools of several kinds. */
export const readTools = (field: Field): readonly Tool[] => {
  if (!field.isGiven) field.reject('must be an object')
  field.object()
  const foreign = Object.entries(field.extras(known) ?? {})
  return [
    ...listOf(member(field, 'functionDeclarations')).map(readFunction),
    ...serverKinds.flatMap((kind) => readServerTool(member(field, kind), kind)),
    ...foreign.map(([kind, value]) => ({ type: 'foreign' as const, kind, value })),
  ]
}

const knownFunction = bothSpellings(['name', 'description', 'parametersJsonSchema'])

/** A schema in the vendor's own form is kept as it came, for the same protocol. */
const readFunction = (field: Field): FunctionTool => {
  field.object()
  const parameters = field.at('parameters').object()
  const jsonSchema = member(field, 'parametersJsonSchema')
  const { parameters: _, ...others } = field.extras(knownFunction) ?? {}
  const raw = jsonSchema.isGiven
    ? { parametersJsonSchema: jsonSchema.value }
    : parameters && { parameters }
  const extras = { ...others, ...raw }
  return {
    type: 'function',
    name: field.at('name').requiredText(),
    ...given({
      description: field.at('description').text(),
      schema: jsonSchema.isGiven
        ? fromJsonSchema(jsonSchema.value)
        : parameters && fromGeminiSchema(parameters),
    }),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  }
}

const knownSearch = bothSpellings(['excludeDomains'])

const readServerTool = (field: Field, kind: ServerKind): readonly ServerTool[] => {
  if (field.object() === undefined) return []
  const blockedDomains = member(field, 'excludeDomains').texts()
  return [
    {
      type: 'server',
      tool: serverTools[kind],
      kind,
      ...(blockedDomains.length === 0 ? {} : { blockedDomains }),
      ...given({ extras: field.extras(knownSearch) }),
    },
  ]
}

export type ReadToolConfig = { readonly toolChoice?: ToolChoice; readonly extras: Extras }

const knownConfig = bothSpellings(['functionCallingConfig'])
const knownCalling = bothSpellings(['mode', 'allowedFunctionNames'])

export const readToolConfig = (field: Field): ReadToolConfig => {
  field.object()
  const calling = member(field, 'functionCallingConfig')
  calling.object()
  const { toolChoice, rest } = readChoice(calling)
  return {
    ...given({ toolChoice }),
    extras: {
      ...pathed('toolConfig', field.extras(knownConfig)),
      ...pathed('toolConfig.functionCallingConfig', { ...calling.extras(knownCalling), ...rest }),
    },
  }
}

/** `rest`: what the neutral form does not say. */
const readChoice = (
  field: Field,
): { readonly toolChoice?: ToolChoice; readonly rest?: JsonObject } => {
  const mode = field.at('mode').text()
  const names = member(field, 'allowedFunctionNames').texts()
  const [only] = names
  switch (mode?.toUpperCase()) {
    case undefined:
      return only === undefined ? {} : { rest: { allowedFunctionNames: names } }
    case 'AUTO':
      return {
        toolChoice: { type: 'auto' },
        ...(only === undefined ? {} : { rest: { allowedFunctionNames: names } }),
      }
    case 'NONE':
      return { toolChoice: { type: 'none' } }
    case 'ANY':
      if (only === undefined) return { toolChoice: { type: 'required' } }
      if (names.length === 1) return { toolChoice: { type: 'tool', name: only } }
      return { toolChoice: { type: 'allowed', isRequired: true, names } }
    case 'VALIDATED':
      if (only === undefined) return { toolChoice: { type: 'auto' }, rest: { mode } }
      return { toolChoice: { type: 'allowed', isRequired: false, names } }
    case 'MODE_UNSPECIFIED':
      return {}
    default:
      field.at('mode').reject('must be one of AUTO, ANY, NONE, VALIDATED')
      return {}
  }
}
