import { defineActor, type Clock } from '../actor/index.ts'
import { writeHeaderLines } from '../exchange/header-lines.ts'
import { Report } from '../ir/report.ts'
import { codecs } from '../protocol/codecs.ts'
import { countForms } from '../protocol/counts.ts'
import { isObject, parseText } from '../protocol/json.ts'
import { countPrompt } from './count-prompt.ts'
import { counterKind, type CountOrder, type CountReport } from './messages.ts'
import { Tally } from './tally.ts'

/** Of one count. What is left by then is estimated from what was counted. */
const MAX_COUNTING_MS = 2_000

export type CounterParts = { readonly countText: (text: string) => number }

/** Counts one request after the other, in a thread that does nothing else. */
export const counterActor = ({ countText }: CounterParts) =>
  defineActor(counterKind, {
    supervision: {
      onFailure: 'stop',
      backoff: { minMs: 0, maxMs: 0, jitter: 0 },
      limit: { restarts: 0, withinMs: 0 },
    },
    // How much may wait is its supervisor's to say.
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context, { reportTo }) => ({
      receive: (order) => context.tell(reportTo, countOrder(order, countText, context.clock)),
    }),
  })

const countOrder = (
  { exchange, protocol, body }: CountOrder,
  countText: CounterParts['countText'],
  clock: Clock,
): CountReport => {
  const content = parseText(body)
  const codec = codecs[protocol]
  const form = countForms[protocol]
  if (!isObject(content) || form === undefined)
    return { type: 'uncountable', exchange, field: '', problem: 'is not a JSON object' }
  // The client's name for it: no upstream hears of it.
  const read = codec.readRequest(form.requestOf(content), { model: 'any', isStreaming: false })
  if (read.type === 'refused') return { type: 'uncountable', exchange, ...read.fault }
  const until = clock.monotonic() + MAX_COUNTING_MS
  const tally = new Tally({ countText, hasTime: () => clock.monotonic() < until })
  const report = new Report()
  countPrompt(read.prompt, tally, report)
  if (tally.isRough) report.warn('messages', 'are too long to be counted whole')
  const spelled = new Map(Object.entries(codec.fieldNames))
  const left = writeHeaderLines(
    report.warnings.map(({ field, problem }) => [spelled.get(field) ?? field, problem]),
  )
  return { type: 'counted', exchange, tokens: tally.total, left }
}
