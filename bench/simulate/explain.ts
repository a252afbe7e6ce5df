import type { Message } from '../../src/actor/index.ts'
import type { CandidateNote, Receipt, ReceiptFound } from '../../src/scheduler/messages.ts'

/** A receipt as lines: the way of the request, and the accounts as they were at its last choice. */
export const explain = (message: Message | undefined): readonly string[] => {
  const receipt = isFound(message) ? message.receipt : null
  if (receipt === null) return ['no receipt of it is kept any more']
  return [
    ...wayOf(receipt),
    `candidates at its last choice (${receipt.mode}), ${receipt.others} others besides:`,
    ...receipt.candidates.map((candidate) => `  ${noteOf(candidate)}`),
  ]
}

const isFound = (message: Message | undefined): message is ReceiptFound =>
  message?.type === 'receipt-found'

const wayOf = ({ steps, attempts, waitedMs, totalMs }: Receipt): readonly string[] => [
  `${attempts} attempts, waited ${waitedMs} ms of ${totalMs} ms in all; its steps:`,
  ...steps.map(
    ({ at, type, account, detail }) =>
      `  ${`${at}`.padStart(8)} ms ${[type, account, detail].filter((word) => word !== '').join(' ')}`,
  ),
]

const noteOf = (note: CandidateNote): string =>
  [
    `${note.account}${note.isBound ? ' (bound)' : ''}`,
    `in flight ${note.inFlight} of ${note.slots === 0 ? 'any' : note.slots}`,
    `spent ${note.spentTokens} tokens for its weight of ${note.weight}`,
    `quota left ${note.quotaLeft.toFixed(3)}${note.quotaResetMs === 0 ? '' : `, whole in ${note.quotaResetMs} ms`}`,
    `health ${note.health.toFixed(2)}`,
    `first event ${note.latencyMs === 0 ? 'not known' : `${note.latencyMs} ms`}`,
    ...(note.warmTokens > 0 ? [`${note.warmTokens} tokens of the prompt in its cache`] : []),
    ...(note.state === 'full' ? ['full'] : []),
    ...(note.restMs > 0 ? [`rests ${note.restMs} ms (${note.restCause})`] : []),
    ...(note.refusal === '' ? [] : [`cannot serve: ${note.refusal}`]),
  ].join(', ')
