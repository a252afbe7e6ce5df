import type { Part, ToolCallPart, ToolResultPart } from '../../ir/part.ts'
import type { Message, Prompt } from '../../ir/prompt.ts'
import { tellFailed } from '../failed-result.ts'
import type { JsonObject } from '../json.ts'
import { joinAnswers } from './join-answers.ts'
import { isOpenAiModel, isReasoningModel } from './models.ts'
import { writeThoughts } from './thoughts.ts'
import { writeProof } from './tool-proof.ts'
import { writeContent, writeImage, type Target } from './write-content.ts'

/** Writes a conversation for an upstream. */
export class MessageWriter {
  readonly #target: Target
  readonly #messages: JsonObject[] = []
  /** What a tool's result or an answer cannot hold here: it comes with the user's next words. */
  #attached: Part[] = []

  constructor(target: Target) {
    this.#target = target
  }

  write({ system, messages }: Prompt): readonly JsonObject[] {
    if (system.length > 0)
      this.#messages.push({
        role: 'system',
        content: writeContent(system, this.#target, false),
      })
    const answers = this.#target.isOwn ? messages : joinAnswers(messages)
    for (const message of answers) this.#add(message)
    this.#flush()
    return this.#messages
  }

  #add(message: Message): void {
    switch (message.role) {
      case 'system':
      case 'developer':
        this.#flush()
        this.#plain(message, this.#instructor(message.role), message.parts)
        return
      case 'user':
      case 'tool':
        this.#userSide(message)
        return
      case 'assistant':
        this.#flush()
        this.#answer(message)
        return
      default:
        message.role satisfies never
    }
  }

  /** Only OpenAI's own know developers; to all others they are the system. */
  #instructor(role: 'system' | 'developer'): string {
    const { isOwn, model } = this.#target
    return isOwn || isReasoningModel(model) ? role : 'system'
  }

  #plain({ name, extras }: Message, role: string, parts: readonly Part[]): void {
    const { content: form, ...own } = extras ?? {}
    this.#messages.push({
      role,
      content: writeContent(parts, this.#target, form === 'list'),
      ...(name === undefined ? {} : { name }),
      ...own,
    })
  }

  /** Results go first: they must follow their calls. */
  #userSide(message: Message): void {
    const results = message.parts.filter((part) => part.type === 'tool-result')
    for (const result of results) this.#result(result, message)
    const said = message.parts.filter((part) => part.type !== 'tool-result')
    if (said.length === 0 && results.length > 0) return
    const parts = [...this.#attached, ...said]
    this.#attached = []
    this.#plain(message, 'user', parts)
  }

  #flush(): void {
    if (this.#attached.length === 0) return
    const parts = this.#attached
    this.#attached = []
    this.#plain({ role: 'user', parts }, 'user', parts)
  }

  #result(result: ToolResultPart, { extras }: Message): void {
    const { content: form, role, ...own } = extras ?? {}
    const content = form === 'list' ? this.#list(result) : this.#text(result)
    this.#messages.push(
      role === 'function'
        ? { role, name: result.name ?? '', content, ...own }
        : {
            role: 'tool',
            tool_call_id: result.callId,
            ...(this.#target.isOwn && result.name !== undefined ? { name: result.name } : {}),
            content,
            ...own,
          },
    )
  }

  #list({ parts }: ToolResultPart): unknown {
    return writeContent(parts, this.#target, true)
  }

  /** A result is text here. What else it holds is shown by the user. */
  #text({ parts, callId, isError }: ToolResultPart): string {
    const shown = parts.filter(isMedia)
    if (shown.length > 0)
      this.#attached.push({ type: 'text', text: `From the tool call ${callId}:` }, ...shown)
    const texts = parts.filter((part) => !isMedia(part))
    const content = writeContent(texts, this.#target, false)
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    if (isError === true) return tellFailed(text)
    return text === '' && shown.length > 0 ? 'See what the user shows next.' : text
  }

  #answer(message: Message): void {
    const { isOwn, model } = this.#target
    const { name, parts, extras } = message
    const { content: form, ...own } = extras ?? {}
    const calls = parts.filter((part) => part.type === 'tool-call')
    const written = {
      ...this.#said(parts, form === 'list'),
      // OpenAI's own refuse the field; others must have the thoughts back while tools are run.
      // https://api-docs.deepseek.com/guides/thinking_mode#tool-calls
      ...(isOwn || !isOpenAiModel(model) ? writeThoughts(parts) : {}),
      ...writeCalls(calls),
      ...(isOwn ? this.#shown(parts) : {}),
    }
    if (!isOwn) this.#attachShown(parts)
    if (!isOwn && written.content === '' && !hasMembers(written)) return
    this.#messages.push({
      role: 'assistant',
      ...written,
      ...(name === undefined ? {} : { name }),
      ...own,
    })
  }

  #said(parts: readonly Part[], isList: boolean): { readonly content: unknown } & JsonObject {
    const spoken = parts.filter(({ type }) => spokenTypes.has(type))
    if (isList) return { content: writeContent(spoken, this.#target, true) }
    const { isOwn } = this.#target
    const words = spoken.map((part) => this.#words(part)).join('')
    const text = spoken.some(({ type }) => type === 'code') ? words.trim() : words
    const refusal = isOwn ? spoken.find((part) => part.type === 'refusal') : undefined
    const hasOther = refusal !== undefined || parts.some(({ type }) => type === 'tool-call')
    return {
      content: text === '' && hasOther ? null : text,
      ...(refusal === undefined ? {} : { refusal: refusal.text }),
    }
  }

  /** An answer's texts follow each other without a gap: vendors cut them where a source is cited. */
  #words(part: Part): string {
    if (part.type === 'text') return part.text
    if (part.type === 'refusal') return this.#target.isOwn ? '' : part.text
    const told = part.type === 'code' ? writeContent([part], this.#target, false) : ''
    return typeof told === 'string' && told !== '' ? `\n\n${told}\n\n` : ''
  }

  /** Sound and images of an answer, as a client of this protocol gives them back. */
  #shown(parts: readonly Part[]): JsonObject {
    const images = parts.flatMap((part) =>
      part.type === 'image' ? (writeImage(part, this.#target) ?? []) : [],
    )
    const audio = parts.find((part) => part.type === 'audio')
    return {
      ...(images.length === 0 ? {} : { images }),
      ...(audio?.type === 'audio' && audio.source.type === 'file'
        ? { audio: { id: audio.source.id } }
        : {}),
    }
  }

  #attachShown(parts: readonly Part[]): void {
    const shown = parts.filter(isMedia)
    if (shown.length === 0) return
    this.#target.report.warn(
      'messages',
      'hold what the assistant has shown: it is told as shown by the user',
    )
    this.#attached.push({ type: 'text', text: 'From your last answer:' }, ...shown)
  }
}

const spokenTypes: ReadonlySet<Part['type']> = new Set(['text', 'foreign', 'refusal', 'code'])

const isMedia = ({ type }: Part): boolean =>
  type === 'image' || type === 'audio' || type === 'video' || type === 'document'

const hasMembers = (written: JsonObject): boolean => Object.keys(written).length > 1

const writeCalls = (calls: readonly ToolCallPart[]): JsonObject => {
  const legacy = calls.find(({ extras }) => extras?.['function_call'] === true)
  const others = calls.filter((call) => call !== legacy)
  return {
    ...(legacy === undefined
      ? {}
      : { function_call: { name: legacy.name, arguments: legacy.arguments } }),
    ...(others.length === 0 ? {} : { tool_calls: others.map(writeCall) }),
  }
}

export const writeCall = ({ id, kind, name, arguments: text, proof, extras }: ToolCallPart) => ({
  id,
  type: kind,
  ...(kind === 'custom'
    ? { custom: { name, input: text } }
    : { function: { name, arguments: text } }),
  ...extras,
  ...writeProof(proof, extras),
})
