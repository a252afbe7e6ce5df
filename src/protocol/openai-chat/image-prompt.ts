import type { Part } from '../../ir/part.ts'
import type { Prompt } from '../../ir/prompt.ts'
import type { Report } from '../../ir/report.ts'
import type { NeutralField } from '../codec.ts'
import { writeDataUrl } from '../data-url.ts'

export type Picture = {
  readonly words: string
  /** Of the images it is to be made from. */
  readonly addresses: readonly string[]
}

/** All that was said to a model of images in a conversation, as one description, and all images that came up in it. */
export const readPicture = ({ system, messages }: Prompt, report: Report): Picture => {
  const words = system.map(({ text }) => text)
  const addresses: string[] = []
  for (const { role, parts } of messages)
    for (const part of parts) {
      if (part.type !== 'text') addresses.push(...addressOf(part, report))
      else if (role !== 'assistant') words.push(part.text)
      else if (part.text.trim() !== '')
        report.warn('messages', "the model's own words were left out: it is told what to make only")
    }
  return { words: words.join('\n\n').trim(), addresses }
}

const addressOf = (part: Part, report: Report): readonly string[] => {
  if (part.type === 'image' && part.source.type === 'data') return [writeDataUrl(part.source)]
  if (part.type === 'image' && part.source.type === 'url') return [part.source.url]
  if (part.type === 'thinking') return []
  report.refuse('messages', `hold '${part.type}', which a model of images is not given`)
  return []
}

/** Wishes that make no difference to an image are told; those for another kind of answer are refused. */
export const reportUnpainted = (prompt: Prompt, report: Report): void => {
  const { sampling, tools, toolChoice, format, modalities, reasoning } = prompt
  const isForced = toolChoice !== undefined && forcing.has(toolChoice.type)
  if (isForced) report.refuse('toolChoice', 'asks for tools, which a model of images does not call')
  if (format !== undefined && format.type !== 'text')
    report.refuse('format', 'asks for a text, which a model of images does not write')
  if (modalities !== undefined && !modalities.includes('image'))
    report.refuse('modalities', 'must have images: this model makes nothing else')
  if (tools.length > 0) report.warn('tools', unused)
  if (reasoning !== undefined) report.warn('reasoning', unused)
  for (const [name, field] of samplings)
    if (sampling[name] !== undefined) report.warn(field, unused)
}

const forcing: ReadonlySet<string> = new Set(['required', 'tool', 'foreign'])

const unused = 'means nothing to a model of images and was left out'

const samplings: readonly (readonly [keyof Prompt['sampling'], NeutralField])[] = [
  ['maxTokens', 'maxTokens'],
  ['temperature', 'temperature'],
  ['topP', 'topP'],
  ['topK', 'topK'],
  ['stop', 'stop'],
  ['seed', 'seed'],
  ['presencePenalty', 'presencePenalty'],
  ['frequencyPenalty', 'frequencyPenalty'],
  ['logitBias', 'logitBias'],
  ['wantsLogprobs', 'logprobs'],
]
