/** Whole answers and streams of one: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse */
import type { Choice, Reply } from '../reply.ts'
import {
  finishOf,
  writeCalls,
  writeGrounding,
  writeImages,
  writeLogprobs,
  writeSignature,
  writeThoughts,
  type Told,
  type WrittenPart,
} from './parts.ts'

const writeUsage = (reply: Reply, outputTokens: number) => ({
  promptTokenCount: reply.inputTokens,
  ...(reply.cachedTokens === 0 ? {} : { cachedContentTokenCount: reply.cachedTokens }),
  candidatesTokenCount: outputTokens,
  ...(reply.reasoningTokens === 0 ? {} : { thoughtsTokenCount: reply.reasoningTokens }),
  totalTokenCount: reply.inputTokens + outputTokens + reply.reasoningTokens,
  promptTokensDetails: [{ modality: 'TEXT' as const, tokenCount: reply.inputTokens }],
})

const writeFrame = ({ model, call }: Told) => ({
  modelVersion: model,
  responseId: `simulated-${call.serial}`,
})

export const writeGenerate = (told: Told) => ({
  candidates: told.reply.choices.map((choice, index) => ({
    ...writeContent(wholeParts(choice, told)),
    ...finishOf(choice),
    index,
    ...writeGrounding(choice),
    ...writeLogprobs(choice.text, told.request),
  })),
  usageMetadata: writeUsage(told.reply, told.reply.outputTokens),
  ...writeFrame(told),
})

/** A candidate that was held back has no content. */
const writeContent = (parts: readonly WrittenPart[]) =>
  parts.length === 0 ? {} : { content: { parts, role: 'model' as const } }

const wholeParts = (choice: Choice, told: Told): readonly WrittenPart[] => {
  const thoughts = writeThoughts(told)
  return [
    ...(thoughts.length === 0 ? [] : [{ text: thoughts.join(''), thought: true as const }]),
    ...(choice.text.length === 0
      ? []
      : [{ text: choice.text.join(''), ...writeSignature(choice, told) }]),
    ...writeImages(choice),
    ...writeCalls(choice, told),
  ]
}

const streamedParts = (choice: Choice, told: Told): readonly WrittenPart[] => [
  ...writeThoughts(told).map((text) => ({ text, thought: true as const })),
  ...choice.text.map((text) => ({ text })),
  ...writeImages(choice),
  ...writeCalls(choice, told),
]

/** Usage grows from event to event; the last event of a candidate has no text, only the reason of the end. */
export const writeGenerateChunks = (told: Told) => {
  const { reply } = told
  const pieces = reply.choices.flatMap((choice, index) => [
    ...streamedParts(choice, told).map((part) => ({
      ...writeContent([part]),
      index,
      ...writeLogprobs(isSaid(part) ? [part.text] : [], told.request),
    })),
    {
      ...(choice.refusal.length > 0
        ? {}
        : writeContent([{ text: '', ...writeSignature(choice, told) }])),
      ...finishOf(choice),
      index,
      ...writeGrounding(choice),
    },
  ])
  return pieces.map((candidate, position) => ({
    candidates: [candidate],
    usageMetadata: writeUsage(
      reply,
      position === pieces.length - 1
        ? reply.outputTokens
        : Math.min(position + 1, reply.outputTokens),
    ),
    ...writeFrame(told),
  }))
}

const isSaid = (part: WrittenPart): part is WrittenPart & { readonly text: string } =>
  part.text !== undefined && part.thought === undefined
