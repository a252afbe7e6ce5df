import type { Failure } from '../../ir/failure.ts'
import { isLasting } from '../../ir/reference.ts'

/** What a request names and no account can be asked for. `field` is empty when its path names it. */
export type Missing = {
  readonly field: string
  readonly id: string
  /** What it is, where its id does not tell. */
  readonly what?: 'upload'
}

/** Says no more than its owner's upstream would to a stranger. */
export const notFound = (missing: Missing, why = ''): Failure => {
  const { field, id } = missing
  const name = nameOf(missing)
  // The one code that clients know, and then send the whole conversation again.
  const isPrevious = field === 'previous_response_id'
  return {
    kind: 'client',
    code: isPrevious ? 'previous_response_not_found' : 'not_found',
    status: isPrevious ? 400 : 404,
    message: `${name}${name === nameOfUpload ? '' : ` with id '${id}'`} not found.${why === '' ? '' : ` ${why}`}`,
    ...(field === '' ? {} : { param: field }),
  }
}

/** It is known by an address that nobody need read again. */
const nameOfUpload = 'Upload'

const nameOf = ({ field, id, what }: Missing): string => {
  if (what === 'upload') return nameOfUpload
  if (id.startsWith('cachedContents/')) return 'Cached content'
  if (id.startsWith('files/')) return 'File'
  if (id.startsWith('fileSearchStores/')) return 'File search store'
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
      ? 'No account here keeps such things.'
      : `Which of ${accounts} accounts made it is not known${isLasting(missing.id) ? '' : ': that is remembered for 30 days'}. Ask by the path of a channel that has one account (/{channel}/…), or make it anew.`,
  )

/** Each of two things that a request names is at an account that does not have the other. */
export const keptApart = (one: Missing, other: Missing): Failure => ({
  kind: 'client',
  code: 'kept_apart',
  status: 400,
  message: `'${one.id}' and '${other.id}' are kept by different accounts, and no account can be asked with both. Make them anew with the same x-session-id, which leads both to one account${isLasting(one.id) ? ', or send the file to the store itself' : ''}.`,
  ...(other.field === '' ? {} : { param: other.field }),
})

/** Nobody there keeps what is sent. */
export const offeredNowhere = (operation: string, channels: readonly string[]): Failure => ({
  kind: 'client',
  code: 'unsupported_operation',
  status: 400,
  message: `'${operation}' is not offered here: none of the channels asked takes it (${channels.filter((id) => id !== '').join(', ')})`,
})
