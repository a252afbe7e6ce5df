import type { Message } from '../../ir/prompt.ts'
import type { Part, ThinkingPart, ToolResultPart } from '../../ir/part.ts'
import type { Report } from '../../ir/report.ts'
import { tellFailed } from '../failed-result.ts'
import { isObject, type JsonObject } from '../json.ts'
import { soleText } from './read-result.ts'
import type { ToolOrigins } from './tool-origins.ts'
import { writeInputPart, writeModelText } from './write-content.ts'
import {
  isMessagePart,
  itemOf,
  nativeItem,
  writePlainCall,
  writeReasoning,
  writeWebSearch,
  type MessagePart,
} from './write-item.ts'

/** The items of a conversation: what stands within messages elsewhere stands beside them here. */
export class InputWriter {
  readonly #origins: ToolOrigins
  readonly #report: Report
  readonly #items: JsonObject[] = []
  #content: JsonObject[] = []
  /** The last of the model's own texts in it: they tell what their message told. */
  #lastText: MessagePart | undefined

  constructor(origins: ToolOrigins, report: Report) {
    this.#origins = origins
    this.#report = report
  }

  write(messages: readonly Message[]): readonly JsonObject[] {
    for (const message of messages) {
      if (message.name !== undefined) this.#report.warn('messages', 'have no names of who speaks')
      for (const part of message.parts) this.#writePart(part, message)
      this.#flush(message)
    }
    return this.#items
  }

  #writePart(part: Part, message: Message): void {
    if (message.role === 'assistant' && this.#writeModelPart(part)) return
    const item = this.#itemOf(part)
    if (item !== undefined) {
      this.#flush(message)
      this.#items.push(item)
      return
    }
    const content = writeInputPart(part, this.#report)
    if (content === undefined) return
    // The model's own messages hold texts alone: its pictures are shown to it as a user's.
    if (message.role === 'assistant') {
      this.#flush(message)
      this.#items.push({ type: 'message', role: 'user', content: [content] })
    } else this.#content.push(content)
  }

  #writeModelPart(part: Part): boolean {
    if (!isMessagePart(part)) return false
    const content = writeModelText(part)
    if (content !== undefined) this.#content.push(content)
    this.#lastText = part
    return true
  }

  #flush({ role, extras }: Message): void {
    if (this.#content.length === 0) return
    const own = this.#lastText === undefined ? extras : itemOf(this.#lastText)
    this.#items.push({
      type: 'message',
      role: role === 'tool' ? 'user' : role,
      content: this.#content,
      ...own,
    })
    this.#content = []
    this.#lastText = undefined
  }

  /** The item of a part that is none of a message's content. */
  #itemOf(part: Part): JsonObject | undefined {
    switch (part.type) {
      case 'thinking':
        return this.#reasoning(part)
      case 'tool-call':
        return nativeItem(part, this.#origins)?.members ?? writePlainCall(part, this.#origins)
      case 'tool-result':
        return this.#result(part)
      case 'web-search':
        return itemOf(part) ?? writeWebSearch(part, undefined)
      case 'code':
        return itemOf(part) ?? this.#dropped('programs that another vendor ran')
      case 'image':
        return itemOf(part)
      case 'foreign':
        return isObject(part.value) ? part.value : undefined
      case 'text':
      case 'refusal':
      case 'document':
      case 'audio':
      case 'video':
        return undefined
      default:
        return part satisfies never
    }
  }

  /** What neither has a proof nor came without one cannot be found, or read, by the vendor. */
  #reasoning(part: ThinkingPart): JsonObject | undefined {
    const { encrypted_content: told, ...extras } = part.extras ?? {}
    return part.proof !== undefined || told === null
      ? writeReasoning({ ...part, extras }, part.id)
      : undefined
  }

  #result(part: ToolResultPart): JsonObject {
    const item = itemOf(part)
    if (item !== undefined) return item
    return {
      type: part.kind === 'custom' ? 'custom_tool_call_output' : 'function_call_output',
      call_id: part.callId,
      output: this.#output(part),
      ...part.extras,
    }
  }

  #output({ parts, isError }: ToolResultPart): unknown {
    const text = soleText(parts)
    if (isError !== true) return text ?? this.#list(parts)
    return text === undefined
      ? this.#list([{ type: 'text', text: 'Error:' }, ...parts])
      : tellFailed(text)
  }

  #list(parts: readonly Part[]): unknown {
    const list = parts
      .map((part) => writeInputPart(part, this.#report))
      .filter((content) => content !== undefined)
    return list.length === 0 ? '' : list
  }

  #dropped(what: string): undefined {
    this.#report.warn('messages', `cannot hold ${what}`)
  }
}
