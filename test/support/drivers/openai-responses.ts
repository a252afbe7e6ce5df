import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInput,
  ResponseInputItem,
  ResponseOutputItem,
} from 'openai/resources/responses/responses'
import { clientKey } from '../relay-world.ts'
import type { Driver, Form, Place, Question, Told, Tool } from './driver.ts'
import { weatherReport } from './form.ts'

const responsesOf = ({ address }: Place) =>
  new OpenAI({ baseURL: `${address}/v1`, apiKey: clientKey, maxRetries: 0 }).responses

const inputOf = ({ prompt, picture }: Question): string | ResponseInput =>
  picture === undefined
    ? prompt
    : [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: prompt },
            {
              type: 'input_image',
              image_url: `data:image/png;base64,${picture}`,
              detail: 'auto',
            },
          ],
        },
      ]

const requestOf = ({ model }: Place, question: Question) => ({
  model,
  store: false,
  ...(question.system === undefined ? {} : { instructions: question.system }),
  ...(question.maxTokens === undefined ? {} : { max_output_tokens: question.maxTokens }),
  ...(question.thinks
    ? {
        reasoning: { effort: 'low' as const, summary: 'auto' as const },
        include: ['reasoning.encrypted_content' as const],
      }
    : {}),
})

const answer = (
  place: Place,
  request: ResponseCreateParamsNonStreaming,
  form: Form,
): Promise<Response> =>
  form === 'whole'
    ? responsesOf(place).create(request)
    : responsesOf(place)
        .stream({ ...request, stream: true })
        .finalResponse()

/** What `stream` adds for its user the API does not take back. */
const withoutParsed = (item: ResponseOutputItem): ResponseInputItem => {
  if (!('parsed_arguments' in item)) return item as ResponseInputItem
  const { parsed_arguments: _, ...call } = item
  return call as ResponseInputItem
}

const toldBy = ({ output, output_text, status, incomplete_details, usage }: Response): Told => ({
  text: output_text,
  thoughts: output
    .flatMap((item) => (item.type === 'reasoning' ? item.summary : []))
    .map(({ text }) => text)
    .join(''),
  stop: incomplete_details?.reason ?? status ?? '',
  usage: { input: usage?.input_tokens ?? 0, output: usage?.output_tokens ?? 0 },
})

const declared = ({ name, description, schema }: Tool) => ({
  type: 'function' as const,
  name,
  description,
  parameters: schema,
  strict: false,
})

const resultsOf = ({ output }: Response, tools: readonly Tool[]): readonly ResponseInputItem[] =>
  output.flatMap((item) => {
    if (item.type !== 'function_call') return []
    const tool = tools.find(({ name }) => name === item.name)
    const result = tool?.run(JSON.parse(item.arguments)) ?? 'no such tool'
    return [{ type: 'function_call_output', call_id: item.call_id, output: result }]
  })

export const openaiResponses: Driver = {
  name: 'openai responses',
  protocol: 'openai-responses',
  ends: { done: 'completed', cut: 'max_output_tokens' },
  errors: { refused: 'BadRequestError', limited: 'RateLimitError', broken: 'APIError' },
  ask: async (place, question, form) =>
    toldBy(await answer(place, { ...requestOf(place, question), input: inputOf(question) }, form)),
  loop: async (place, { tools, ...question }, form) => {
    const request = { ...requestOf(place, question), tools: tools.map(declared) }
    const input: ResponseInputItem[] = [{ role: 'user', content: question.prompt }]
    for (;;) {
      const response = await answer(place, { ...request, input }, form)
      const results = resultsOf(response, tools)
      if (results.length === 0) return toldBy(response)
      input.push(...response.output.map(withoutParsed), ...results)
    }
  },
  fill: async (place, prompt, form) => {
    const request = {
      ...requestOf(place, { prompt }),
      input: prompt,
      text: { format: zodTextFormat(weatherReport, 'weather_report') },
    }
    const responses = responsesOf(place)
    const { output_parsed } =
      form === 'whole'
        ? await responses.parse(request)
        : await responses.stream({ ...request, stream: true }).finalResponse()
    return output_parsed
  },
}
