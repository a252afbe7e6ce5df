import type { Failure } from '../../ir/failure.ts'
import type { ImageAnswer } from '../../ir/image-request.ts'
import { Report } from '../../ir/report.ts'
import { fromText } from '../../protocol/bytes.ts'
import type { AskedImages, ImageClient } from '../../protocol/image-codec.ts'
import { imageClients, imageUpstreams } from '../../protocol/image-codecs.ts'
import { spelled } from '../../translation/index.ts'
import { converted, refusedField, type Converter, type Turned } from './conversion.ts'
import { formTypeOf } from '../plan/uploaded-form.ts'

export const convertImages: Converter = (order, target, { now }) => {
  const client = imageClients[order.protocol]
  const upstream = imageUpstreams[target.protocol]
  if (client === undefined || upstream === undefined)
    return refusedField('', 'cannot be expressed at this upstream')
  const { body, model, isStreaming, operation } = order
  const read = client.readRequest({ body, formType: formTypeOf(order), model, isStreaming })
  if (read.type === 'refused') return read
  const { request } = read
  const report = new Report()
  const written = upstream.writeRequest(request, report)
  return converted(report, (fault) => spelled(fault, client), {
    body: written,
    conversion: {
      turn: (content) => {
        const answer = upstream.readAnswer(content)
        return answer === undefined
          ? undefined
          : turned(answer, client, { request, operation, now })
      },
    },
  })
}

const turned = (answer: ImageAnswer, client: ImageClient, asked: AskedImages): Turned => {
  const { usage } = answer
  if (answer.type === 'refused')
    return { usage, warnings: [], outcome: { type: 'failure', failure: unmade(answer) } }
  const report = new Report()
  const body = fromText(client.writeAnswer(answer, asked, report))
  return { usage, warnings: report.warnings, outcome: { type: 'answer', body } }
}

type Refused = Extract<ImageAnswer, { type: 'refused' }>

/** Another account would answer the same. */
const unmade = ({ isForbidden, reason }: Refused): Failure => ({
  kind: 'client',
  code: isForbidden ? 'moderation_blocked' : 'no_image',
  status: 400,
  message: `the model made no image${reason === '' ? '' : `: ${reason}`}`,
})
