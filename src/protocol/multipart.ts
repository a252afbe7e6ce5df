import { toText } from './bytes.ts'
import type { Span } from './json-scan.ts'

/**
 * Finding the fields of a `multipart/form-data` body without copying what they hold: an upload of a hundred megabytes
 * stays one untouched byte string. https://www.rfc-editor.org/rfc/rfc7578
 */
export type FormPart = {
  readonly name: string
  /** Undefined: a plain value, no file. */
  readonly fileName: string | undefined
  /** As the client says; empty when it does not. */
  readonly mediaType: string
  /** Where what it holds stands in the body. */
  readonly content: Span
}

/** Of a `content-type` header; undefined when it is no form's. */
export const boundaryOf = (contentType: string): string | undefined => {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType)) return undefined
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  return quoted ?? bare
}

/** More than any client has to say: each costs as much as a small request. */
const maxParts = 1_024

const maxHeadBytes = 16_384

/** The parts in their order; undefined when the body is no such form, whole to its closing mark. */
export const readForm = (body: string, boundary: string): readonly FormPart[] | undefined => {
  const mark = `--${boundary}`
  const parts: FormPart[] = []
  let at = firstMark(body, mark)
  if (at === undefined) return undefined
  for (;;) {
    const lineEnd = endOfMark(body, at + mark.length)
    if (lineEnd === closing) return parts
    if (lineEnd === undefined || parts.length === maxParts) return undefined
    const head = readHead(body, lineEnd)
    if (head === undefined) return undefined
    const next = nextMark(body, mark, head.end)
    if (next === undefined) return undefined
    const end = Math.max(head.end, next - lineBreak.length)
    parts.push({ ...head.fields, content: { start: head.end, end } })
    at = next
  }
}

const lineBreak = '\r\n'
const closing = 'closing'

const firstMark = (body: string, mark: string): number | undefined => {
  if (body.startsWith(mark)) return 0
  const at = body.indexOf(lineBreak + mark)
  return at === -1 ? undefined : at + lineBreak.length
}

/** Behind a mark stand two hyphens, the last one's, or the end of its line, which is where the part begins. */
const endOfMark = (body: string, at: number): number | typeof closing | undefined => {
  if (body.startsWith('--', at)) return closing
  let end = at
  while (body[end] === ' ' || body[end] === '\t') end += 1
  return body.startsWith(lineBreak, end) ? end + lineBreak.length : undefined
}

/** The same bytes within a file are no mark when something else follows them. */
const nextMark = (body: string, mark: string, from: number): number | undefined => {
  // What holds nothing ends with the line break that ended its head.
  let at = body.indexOf(lineBreak + mark, from - lineBreak.length)
  while (at !== -1) {
    const start = at + lineBreak.length
    if (endOfMark(body, start + mark.length) !== undefined) return start
    at = body.indexOf(lineBreak + mark, start)
  }
  return undefined
}

type Head = {
  readonly fields: Omit<FormPart, 'content'>
  /** Where what the part holds begins. */
  readonly end: number
}

const readHead = (body: string, start: number): Head | undefined => {
  const end = body.indexOf('\r\n\r\n', start - lineBreak.length)
  if (end === -1 || end - start > maxHeadBytes) return undefined
  const lines = toText(body.slice(start, Math.max(start, end))).split(lineBreak)
  const disposition = valueOf(lines, 'content-disposition')
  return {
    fields: {
      name: parameterOf(disposition, 'name') ?? '',
      fileName: parameterOf(disposition, 'filename'),
      mediaType: valueOf(lines, 'content-type').trim(),
    },
    end: end + 2 * lineBreak.length,
  }
}

const valueOf = (lines: readonly string[], name: string): string => {
  const line = lines.find((one) => one.slice(0, name.length + 1).toLowerCase() === `${name}:`)
  return line === undefined ? '' : line.slice(name.length + 1)
}

/** Quotes in a name are written `%22` by browsers and `\"` by others. */
const parameterOf = (value: string, name: string): string | undefined => {
  const [, quoted, bare] =
    new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(value) ?? []
  return quoted?.replace(/\\(.)/g, '$1').replaceAll('%22', '"') ?? bare
}

/** What a part holds, as text. */
export const textOf = (body: string, { content }: FormPart): string =>
  toText(body.slice(content.start, content.end))
