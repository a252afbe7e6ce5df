import type { AnswerEvent, PartStartEvent } from '../ir/event.ts'
import type { Finish } from '../ir/answer.ts'
import type { Part, ToolCallPart } from '../ir/part.ts'
import type { Prompt } from '../ir/prompt.ts'
import { outputTool } from '../ir/output-tool.ts'
import { wantsThinking } from '../ir/reasoning.ts'
import { bareCitation, barePart } from './bare.ts'
import { freeText } from './custom-tools.ts'
import type { Names } from './names.ts'
import type { Sides } from './prepare.ts'
import { seal, sealIntoId } from './seal.ts'

/** What the client calls things. */
export type ClientNames = {
  readonly toolNames: Names
  /** Empty: what the upstream says. */
  readonly model: string
}

/**
 * An upstream's answer on its way to a client of another protocol: tools and the model get the names that the client
 * gave them, proofs are sealed, the tool that only stood for a form becomes the text it stands for, and what only the
 * upstream's protocol knows is left out.
 */
export class Homeward {
  readonly #sides: Sides
  readonly #toolNames: Names
  readonly #model: string
  readonly #customTools: ReadonlySet<string>
  readonly #marksCalls: boolean
  readonly #choices = new Map<number, ChoiceWay>()

  constructor(asked: Prompt, sides: Sides, { toolNames, model }: ClientNames) {
    this.#sides = sides
    this.#toolNames = toolNames
    this.#model = model
    this.#marksCalls = sides.source.needsProvenCalls === true && wantsThinking(asked.reasoning)
    this.#customTools = new Set(
      asked.tools.flatMap((tool) => (tool.type === 'custom' ? [tool.name] : [])),
    )
  }

  turn(event: AnswerEvent): readonly AnswerEvent[] {
    if (this.#sides.source.id === this.#sides.target.id) return [event]
    switch (event.type) {
      case 'part-start':
        return this.#begin(event)
      case 'delta': {
        const way = this.#wayOf(event)
        if (way === undefined) return []
        if (way.freeText === undefined) return [{ ...event, part: way.part }]
        way.freeText += event.text
        return []
      }
      case 'citation': {
        const way = this.#wayOf(event)
        return way === undefined
          ? []
          : [{ ...event, part: way.part, citation: bareCitation(event.citation) }]
      }
      case 'proof': {
        const way = this.#wayOf(event)
        if (way === undefined) return []
        way.lacksProof = false
        this.#choice(event.choice).isMarked = true
        const proof = seal({ proof: event.proof, isRedacted: false }, this.#sides.issuer)
        return [{ ...event, part: way.part, proof }]
      }
      case 'part-end':
        return this.#end(event)
      case 'finish':
        return [{ ...event, finish: this.#finish(event.finish, event.choice) }]
      case 'start':
        return [withoutExtras({ ...event, model: this.#model || event.model })]
      case 'end':
        return [withoutExtras(event)]
      case 'usage':
      case 'error':
      case 'malformed':
        return [event]
      default:
        return event satisfies never
    }
  }

  #begin({ choice, part, head: told }: PartStartEvent): readonly AnswerEvent[] {
    if (told.type === 'foreign') return []
    const head = barePart(told)
    const way = this.#choice(choice).open(part, this.#needsProof(head))
    if (way.lacksProof || ('proof' in head && head.proof !== undefined))
      this.#choice(choice).isMarked = true
    if (head.type !== 'tool-call')
      return [{ type: 'part-start', choice, part: way.part, head: this.#sealed(head) }]
    if (head.name === outputTool)
      return [
        {
          type: 'part-start',
          choice,
          part: way.part,
          head: { type: 'text', text: head.arguments },
        },
      ]
    const called = this.#called(this.#marked(head, choice), way)
    this.#choice(choice).hasCalls = true
    return [{ type: 'part-start', choice, part: way.part, head: called }]
  }

  /**
   * Asked to think, upstreams of the client's protocol may refuse a call without anything that proves it. A seal without a proof tells
   * that it is another's, should the conversation move to such an upstream.
   */
  #marked(head: ToolCallPart, choice: number): ToolCallPart {
    const { hasCalls, isMarked } = this.#choice(choice)
    const isBare = this.#marksCalls && !hasCalls && !isMarked
    return isBare ? { ...head, proof: '' } : head
  }

  /** The call as the client knows its tool. Its proof rides in the id: no protocol but one has another place for it. */
  #called(head: ToolCallPart, way: PartWay): ToolCallPart {
    const { proof, ...call } = head
    const name = this.#toolNames.origin(head.name)
    const isCustom = this.#customTools.has(name) && head.kind === 'function'
    if (isCustom) way.freeText = head.arguments
    return {
      ...call,
      name,
      id: proof === undefined ? head.id : sealIntoId(head.id, proof, this.#sides.issuer),
      ...(isCustom ? { kind: 'custom', arguments: '' } : {}),
    }
  }

  #sealed(head: Part): Part {
    if (!('proof' in head) || head.proof === undefined) return head
    const isRedacted = head.type === 'thinking' && head.isRedacted === true
    return { ...head, proof: seal({ proof: head.proof, isRedacted }, this.#sides.issuer) }
  }

  #end(event: Extract<AnswerEvent, { type: 'part-end' }>): readonly AnswerEvent[] {
    const way = this.#wayOf(event)
    if (way === undefined) return []
    const { choice, final } = event
    const end: AnswerEvent = {
      type: 'part-end',
      choice,
      part: way.part,
      ...(final === undefined ? {} : { final: this.#sealed(barePart(final)) }),
    }
    if (way.lacksProof) return [this.#emptyProof(choice, way), end]
    if (way.freeText === undefined) return [end]
    return [{ type: 'delta', choice, part: way.part, text: freeText(way.freeText) }, end]
  }

  #needsProof(head: Part): boolean {
    return (
      head.type === 'thinking' &&
      head.proof === undefined &&
      this.#sides.source.needsProofs === true
    )
  }

  /**
   * Upstreams of the client's protocol refuse a thought without a proof. This one will come back with a seal of ours,
   * so that it is known and left out should the conversation move to such an upstream.
   */
  #emptyProof(choice: number, { part }: PartWay): AnswerEvent {
    return {
      type: 'proof',
      choice,
      part,
      proof: seal({ proof: '', isRedacted: false }, this.#sides.issuer),
    }
  }

  #finish(finish: Finish, choice: number): Finish {
    const { extras: _, word: __, ...rest } = finish
    return rest.reason === 'tool-calls' && !this.#choice(choice).hasCalls
      ? { ...rest, reason: 'stop' }
      : rest
  }

  #wayOf({
    choice,
    part,
  }: {
    readonly choice: number
    readonly part: number
  }): PartWay | undefined {
    return this.#choice(choice).ways.get(part)
  }

  #choice(index: number): ChoiceWay {
    const known = this.#choices.get(index)
    if (known !== undefined) return known
    const choice = new ChoiceWay()
    this.#choices.set(index, choice)
    return choice
  }
}

/** Parts are counted anew: some are left out. */
type PartWay = {
  readonly part: number
  /** A function's arguments, gathered: only whole they tell the free text of the client's tool. */
  freeText: string | undefined
  lacksProof: boolean
}

class ChoiceWay {
  readonly ways = new Map<number, PartWay>()
  hasCalls = false
  /** Something of it is sealed. */
  isMarked = false

  open(part: number, lacksProof: boolean): PartWay {
    const way: PartWay = { part: this.ways.size, freeText: undefined, lacksProof }
    this.ways.set(part, way)
    return way
  }
}

const withoutExtras = <Event extends AnswerEvent>(event: Event): Event => {
  if (!('extras' in event)) return event
  const { extras: _, ...rest } = event
  return rest as Event
}
