import type { Answer } from '../../ir/answer.ts'
import type { Extras } from '../../ir/part.ts'
import { Report, type Fault } from '../../ir/report.ts'
import { unfoldAnswer } from '../../ir/unfold.ts'
import { fromText } from '../../protocol/bytes.ts'
import type { Asked, Codec } from '../../protocol/codec.ts'
import { codecs } from '../../protocol/codecs.ts'
import type { ImageConfig } from '../../protocol/image-maker.ts'
import { imageConfigs, imageMakers } from '../../protocol/image-makers.ts'
import { isObject, parseText } from '../../protocol/json.ts'
import { spelled } from '../../translation/index.ts'
import { converted, refusedField, type Converter } from './conversion.ts'
import type { Order } from '../messages.ts'

/** A conversation with a model that makes images and has an interface of its own for it. */
export const convertImagePrompt: Converter = (order, target, { now, ids }) => {
  const client = codecs[order.protocol]
  const maker = imageMakers[target.protocol]
  const body = parseText(order.body)
  if (maker === undefined || !isObject(body)) return refusedField('', 'is not a JSON object')
  const { model, isStreaming, framing } = order
  const read = client.readRequest(body, { model, isStreaming })
  if (read.type === 'refused') return read
  const prompt = { ...read.prompt, model }
  const report = new Report()
  const config = configOf(order, prompt.extras ?? {})
  reportExtras(prompt.extras ?? {}, { client, config, report })
  const { operation, body: written } = maker.writeRequest(prompt, config.size, report)
  const asked: Asked = { prompt, model, now, ids, framing }
  return converted(report, (fault) => spelledBy(fault, client, config), {
    operation,
    body: written,
    conversion: {
      turn: (content) => {
        const answer = maker.readAnswer(content)
        return answer === undefined
          ? undefined
          : {
              usage: answer.usage,
              warnings: [],
              outcome: { type: 'answer', body: fromText(write(answer, client, asked)) },
            }
      },
    },
  })
}

const write = (answer: Answer, client: Codec, asked: Asked): string => {
  if (!asked.prompt.isStreaming) return JSON.stringify(client.writeAnswer(answer, asked))
  const writer = client.openWriter(asked)
  return unfoldAnswer(answer)
    .map((event) => writer.write(event))
    .join('')
}

const configOf = ({ protocol }: Order, extras: Extras): ImageConfig =>
  imageConfigs[protocol]?.(extras) ?? { isSizeOnly: true }

type Reporting = {
  readonly client: Codec
  readonly config: ImageConfig
  readonly report: Report
}

const reportExtras = (extras: Extras, { client, config, report }: Reporting): void => {
  for (const [name, value] of Object.entries(extras)) {
    if (name === config.field && config.isSizeOnly) continue
    const fate = client.foreignField(name, value)
    if (fate === 'warn') report.warn(name, 'was not told to this upstream, or not all of it')
    if (fate === 'refuse') report.refuse(name, 'cannot be expressed at this upstream')
  }
}

/** Two fields of the client's may have said how large. */
const spelledBy = (fault: Fault, client: Codec, { field }: ImageConfig): Fault =>
  fault.field === 'size' && field !== undefined ? { ...fault, field } : spelled(fault, client)
