import { Report } from '../../ir/report.ts'
import { fromText } from '../../protocol/bytes.ts'
import { embedCodecs } from '../../protocol/embed-codecs.ts'
import { isObject, parseText } from '../../protocol/json.ts'
import { spelled } from '../../translation/index.ts'
import { converted, refusedField, type Converted, type Converter } from './conversion.ts'

export const convertEmbedding: Converter = (order, target): Converted => {
  const client = embedCodecs[order.protocol]
  const upstream = embedCodecs[target.protocol]
  const body = parseText(order.body)
  if (client === undefined || upstream === undefined || !isObject(body))
    return refusedField('', 'is not a JSON object')
  const read = client.readRequest(body, { model: order.model, operation: order.operation })
  if (read.type === 'refused') return read
  const { request } = read
  const report = new Report()
  for (const name in request.extras)
    report.warn(name, 'has no counterpart at this upstream and was left out')
  const written = upstream.writeRequest(request, report)
  return converted(report, (fault) => spelled(fault, client), {
    body: written,
    conversion: {
      turn: (content) => {
        const answer = upstream.readAnswer(content)
        if (answer === undefined || answer.vectors.length !== request.inputs.length)
          return undefined
        const told = new Report()
        const text = JSON.stringify(client.writeAnswer(answer, request, told))
        return {
          usage: answer.usage,
          warnings: told.warnings,
          outcome: { type: 'answer', body: fromText(text) },
        }
      },
    },
  })
}
