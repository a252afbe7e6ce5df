import { visitObjects } from '../../protocol/json-list.ts'
import {
  readNumber,
  readString,
  scanTopLevel,
  type Scan,
  type Span,
} from '../../protocol/json-scan.ts'

/** The first of them that says something counts. */
export const sessionHeaders: readonly string[] = [
  'x-session-id',
  'x-client-session-id',
  'x-gephyr-session-id',
  'x-conversation-id',
  'x-thread-id',
]

const bodyKeys = [
  'session_id',
  'sessionId',
  'conversation_id',
  'conversationId',
  'thread_id',
  'threadId',
]

const metadataKeys = ['session_id', 'sessionId', 'user_id', 'userId']

const systemKeys = ['system', 'instructions', 'systemInstruction', 'system_instruction']

const conversationKeys = ['messages', 'input', 'contents', 'prompt']

/** The top-level keys that {@link readSession} looks at. */
export const sessionKeys: readonly string[] = [
  ...bodyKeys,
  'metadata',
  ...systemKeys,
  ...conversationKeys,
]

export type SessionSource = {
  readonly headers: Headers
  readonly body: string
  /** The scan of `body` for {@link sessionKeys} among others. */
  readonly scan: Scan
  readonly user: string
  /** A conversation may be known by how it begins; a count or an embedding has no next turn. */
  readonly isConversation: boolean
}

/**
 * Which conversation a request belongs to: what the client says (headers, then body, then metadata), else a digest
 * of how the conversation begins, which every later turn repeats. Empty when nothing tells.
 */
export const readSession = (source: SessionSource): string => {
  const named = namedSession(source)
  if (named !== undefined) return named.length > 256 ? `sid-explicit-${digest(named)}` : named
  return source.isConversation ? openingDigest(source) : ''
}

const namedSession = ({ headers, body, scan }: SessionSource): string | undefined =>
  firstOf(sessionHeaders, (name) => filled(headers.get(name) ?? undefined)) ??
  firstOf(bodyKeys, (key) => scalarAt(body, scan.spans.get(key))) ??
  sessionOfMetadata(body, scan.spans.get('metadata'))

const sessionOfMetadata = (body: string, span: Span | undefined): string | undefined => {
  if (span === undefined || body[span.start] !== '{') return undefined
  const { spans } = scanTopLevel(body, metadataKeys, span)
  return firstOf(metadataKeys, (key) => scalarAt(body, spans.get(key)))
}

const firstOf = (
  names: readonly string[],
  read: (name: string) => string | undefined,
): string | undefined => {
  for (const name of names) {
    const value = read(name)
    if (value !== undefined) return value
  }
  return undefined
}

/** A number is taken as it is written: ids are often longer than numbers are exact. */
const scalarAt = (body: string, span: Span | undefined): string | undefined => {
  if (span === undefined) return undefined
  const isNumber = readNumber(body, span) !== undefined
  return filled(isNumber ? body.slice(span.start, span.end) : readString(body, span))
}

const filled = (value: string | undefined): string | undefined => {
  const trimmed = value?.trim()
  return trimmed === '' ? undefined : trimmed
}

const digest = (text: string): string => Bun.SHA256.hash(text, 'hex').slice(0, 16)

/** Enough to tell conversations apart, little enough to cost nothing. */
const openingBytes = 1_024
/** A shorter beginning ("hi", "continue") is shared by too many conversations. */
const leastTextBytes = 10
/** A conversation that has not begun after so many messages is not looked through further. */
const mostMessages = 16

const openingDigest = ({ body, scan, user }: SessionSource): string => {
  const conversation = firstSpan(scan, conversationKeys)
  if (conversation === undefined) return ''
  const { system, text } = readOpening(body, conversation)
  if (text === undefined) return ''
  const systemSpan = firstSpan(scan, systemKeys)
  const instructions = systemSpan === undefined ? system : firstText(body, systemSpan, isLasting)
  return `sid-${digest([user, beginning(instructions), beginning(text)].join('\0'))}`
}

const firstSpan = (scan: Scan, keys: readonly string[]): Span | undefined => {
  for (const key of keys) {
    const span = scan.spans.get(key)
    if (span !== undefined) return span
  }
  return undefined
}

const beginning = (text: string | undefined): string => text?.slice(0, openingBytes) ?? ''

type Opening = { readonly system: string | undefined; readonly text: string | undefined }

const readOpening = (body: string, conversation: Span): Opening => {
  if (body[conversation.start] === '"')
    return { system: undefined, text: firstText(body, conversation, isTelling) }
  let system: string | undefined
  let text: string | undefined
  let seen = 0
  visitObjects(body, { list: conversation, keys: messageKeys }, ({ spans }) => {
    seen += 1
    const content = spans.get('content') ?? spans.get('parts')
    const role = content === undefined ? '' : roleOf(body, spans.get('role'))
    if (content !== undefined && role === 'user') text = firstText(body, content, isTelling)
    if (content !== undefined && role === 'system') system ??= firstText(body, content, isLasting)
    return text === undefined && seen < mostMessages
  })
  return { system, text }
}

const messageKeys = ['role', 'content', 'parts']

/** A message without a role is the user's in every protocol that allows it. */
const roleOf = (body: string, span: Span | undefined): string => {
  if (span === undefined) return 'user'
  const role = body.slice(span.start + 1, span.end - 1)
  return role === 'developer' ? 'system' : role
}

/** A reminder is put in front by the client's program and changes from turn to turn. */
const isTelling = (text: string): boolean =>
  text.length > leastTextBytes && !text.includes('<system-reminder>')

/** Billing notes at the head of a system prompt differ in every request. */
const isLasting = (text: string): boolean => !/^x-[a-z]+-billing-header/.test(text)

/**
 * The first fitting text of a content: a string, a list of parts, or an object with a list as `parts`. As it stands in
 * JSON. It looks no deeper: each level of what a client has nested would be searched through once more.
 */
const firstText = (
  body: string,
  span: Span,
  fits: (text: string) => boolean,
): string | undefined => {
  if (body[span.start] !== '{') return textOfParts(body, span, fits)
  const parts = scanTopLevel(body, ['parts'], span).spans.get('parts')
  return parts === undefined ? undefined : textOfParts(body, parts, fits)
}

const textOfParts = (
  body: string,
  span: Span,
  fits: (text: string) => boolean,
): string | undefined => {
  if (body[span.start] === '"') return fittingText(body, span, fits)
  if (body[span.start] !== '[') return undefined
  let found: string | undefined
  visitObjects(body, { list: span, keys: textKeys }, ({ spans }) => {
    const text = spans.get('text')
    if (text !== undefined) found = fittingText(body, text, fits)
    return found === undefined
  })
  return found
}

const fittingText = (
  body: string,
  { start, end }: Span,
  fits: (text: string) => boolean,
): string | undefined => {
  const text = body[start] === '"' ? body.slice(start + 1, end - 1) : undefined
  return text !== undefined && fits(text) ? text : undefined
}

const textKeys = ['text']
