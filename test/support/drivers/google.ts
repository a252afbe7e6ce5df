import {
  GoogleGenAI,
  type CallableTool,
  type GenerateContentParameters,
  type GenerateContentResponse,
  type Part,
} from '@google/genai'
import { z } from 'zod'
import { clientKey } from '../relay-world.ts'
import type { Driver, Form, Place, Question, Told, Tool } from './driver.ts'
import { weatherReport } from './form.ts'

const modelsAt = ({ address }: Place) =>
  new GoogleGenAI({ apiKey: clientKey, httpOptions: { baseUrl: address } }).models

const partsOf = ({ prompt, picture }: Question): Part[] => [
  { text: prompt },
  ...(picture === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: picture } }]),
]

const configOf = ({ system, maxTokens, stop, thinks }: Question) => ({
  ...(system === undefined ? {} : { systemInstruction: system }),
  ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
  ...(stop === undefined ? {} : { stopSequences: [stop] }),
  ...(thinks ? { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } } : {}),
})

const answer = async (
  place: Place,
  request: GenerateContentParameters,
  form: Form,
): Promise<readonly GenerateContentResponse[]> =>
  form === 'whole'
    ? [await modelsAt(place).generateContent(request)]
    : Array.fromAsync(await modelsAt(place).generateContentStream(request))

/** One answer of all its pieces: the SDK has no helper that folds them. */
const toldBy = (pieces: readonly GenerateContentResponse[]): Told => {
  const candidates = pieces.flatMap((piece) => piece.candidates ?? [])
  const parts = candidates.flatMap(({ content }) => content?.parts ?? [])
  const usage = pieces.at(-1)?.usageMetadata
  return {
    text: textOf(parts.filter(({ thought }) => thought !== true)),
    thoughts: textOf(parts.filter(({ thought }) => thought === true)),
    stop: candidates.at(-1)?.finishReason ?? '',
    usage: {
      input: usage?.promptTokenCount ?? 0,
      output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    },
  }
}

const textOf = (parts: readonly Part[]): string => parts.map(({ text = '' }) => text).join('')

const callable = (tools: readonly Tool[]): CallableTool => ({
  tool: () =>
    Promise.resolve({
      functionDeclarations: tools.map(({ name, description, schema }) => ({
        name,
        description,
        parametersJsonSchema: schema,
      })),
    }),
  callTool: (calls) =>
    Promise.resolve(
      calls.map(({ id, name = '', args }) => ({
        functionResponse: {
          ...(id === undefined ? {} : { id }),
          name,
          response: { output: tools.find((tool) => tool.name === name)?.run(args) },
        },
      })),
    ),
})

export const google: Driver = {
  name: 'google genai',
  protocol: 'gemini',
  // Its loop gives each piece of a stream back as a turn of its own, also the last one, which says nothing.
  refusedAtHome: { loop: ['stream'] },
  ends: { done: 'STOP', cut: 'MAX_TOKENS' },
  errors: { refused: 'ApiError', limited: 'ApiError', broken: 'ApiError' },
  ask: async (place, question, form) =>
    toldBy(
      await answer(
        place,
        { model: place.model, contents: partsOf(question), config: configOf(question) },
        form,
      ),
    ),
  loop: async (place, { tools, ...question }, form) => {
    const config = { ...configOf(question), tools: [callable(tools)] }
    const request = { model: place.model, contents: question.prompt, config }
    const pieces = await answer(place, request, form)
    // A stream of the SDK's loop is all of its rounds.
    return toldBy(pieces.slice(pieces.findLastIndex(hasCalls) + 1))
  },
  fill: async (place, prompt, form) => {
    const config = {
      responseMimeType: 'application/json',
      responseJsonSchema: z.toJSONSchema(weatherReport),
    }
    const { text } = toldBy(
      await answer(place, { model: place.model, contents: prompt, config }, form),
    )
    return weatherReport.parse(JSON.parse(text))
  },
}

const hasCalls = ({ functionCalls = [] }: GenerateContentResponse): boolean =>
  functionCalls.length > 0
