import type { Failure } from '../ir/failure.ts'

/** What a request names and no account can be asked for. `field` is empty when its path names it. */
export type Missing = { readonly field: string; readonly id: string }

/** Says no more than its owner's upstream would to a stranger. */
export const notFound = (missing: Missing, why = ''): Failure => {
  const { field, id } = missing
  // The one code that clients know, and then send the whole conversation again.
  const isPrevious = field === 'previous_response_id'
  return {
    kind: 'client',
    code: isPrevious ? 'previous_response_not_found' : 'not_found',
    status: isPrevious ? 400 : 404,
    message: `${nameOf(field)} with id '${id}' not found.${why === '' ? '' : ` ${why}`}`,
    ...(field === '' ? {} : { param: field }),
  }
}

const nameOf = (field: string): string => {
  switch (field) {
    case '':
      return 'Response'
    case 'previous_response_id':
      return 'Previous response'
    case 'conversation':
      return 'Conversation'
    default:
      return 'Item'
  }
}

export const keptByNobody = (missing: Missing): Failure =>
  notFound(
    missing,
    'It was not stored: its upstream speaks another protocol and keeps no state. Send the whole conversation as input.',
  )

export const ownerIsGone = (missing: Missing): Failure =>
  notFound(missing, 'The account that made it is no longer configured here.')

export const madeElsewhere = (missing: Missing, channel: string): Failure =>
  notFound(missing, `It was made at the channel '${channel}', which this request does not go to.`)

export const nobodyKnows = (missing: Missing, accounts: number): Failure =>
  notFound(
    missing,
    accounts === 0
      ? 'No account here keeps responses.'
      : `Which of ${accounts} accounts made it is not known: that is remembered for 30 days and not over a restart. Ask by the path of a channel that has one account (/{channel}/v1/responses/…), or send the whole conversation as input.`,
  )
