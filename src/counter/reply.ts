import { parseHeaderLines, writeHeaderLines } from '../exchange/header-lines.ts'
import { unmeasured, type Answered, type Failed } from '../exchange/messages.ts'
import { warningLine } from '../exchange/warning-line.ts'
import type { Failure } from '../ir/failure.ts'
import { flattenFailure } from '../ir/flat-failure.ts'
import type { Fault } from '../ir/report.ts'
import { fromText } from '../protocol/bytes.ts'
import { countForms } from '../protocol/counts.ts'
import type { CountReport, CountRequest } from './messages.ts'

/** The encoding that numbers are made by. Named here too: the tokenizer itself is not for every thread. */
const encoding = 'o200k_base'

/** What the client hears of a count. */
export const countAnswered = (request: CountRequest, report: CountReport): Answered | Failed => {
  const form = countForms[request.protocol]
  if (report.type === 'uncountable' || form === undefined)
    return countFailed(request, refused(report.type === 'uncountable' ? report : noForm))
  const estimate: Fault = {
    field: form.field,
    problem: `is an estimate made here (${encoding}): ${request.reason}`,
  }
  const left = parseHeaderLines(report.left).map(([field, problem]) => ({ field, problem }))
  return {
    type: 'answered',
    ...unserved(request),
    status: 200,
    headers: writeHeaderLines([
      ['content-type', 'application/json'],
      ['x-switchyard-warnings', warningLine([estimate, ...left])],
    ]),
    body: fromText(JSON.stringify(form.writeCount(report.tokens))),
  }
}

export const countFailed = (request: CountRequest, failure: Failure): Failed => ({
  type: 'failed',
  ...unserved(request),
  ...flattenFailure(failure),
  isTold: false,
})

/** No account has answered, and no model has read anything. */
const unserved = ({ exchange, channel, upstreamModel, attempts, queueMs }: CountRequest) => ({
  exchange,
  account: '',
  channel,
  upstreamModel,
  attempts,
  queueMs,
  ...unmeasured,
})

const noForm: Fault = { field: '', problem: 'is in a protocol that does not count' }

const refused = ({ field, problem }: Fault): Failure => ({
  kind: 'client',
  code: 'invalid_request',
  status: 400,
  message: field === '' ? `the body ${problem}` : `${field}: ${problem}`,
  ...(field === '' ? {} : { param: field }),
})
