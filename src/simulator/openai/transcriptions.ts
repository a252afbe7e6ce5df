/** Speech to text: https://platform.openai.com/docs/api-reference/audio/createTranscription */
import { Type, type Static } from '@sinclair/typebox'
import { answerJson, refuse, type Answer, type StreamAnswer } from '../answer.ts'
import { cannedText } from '../canned.ts'
import { anything, closed, nullable, oneOf } from '../check.ts'
import { countTokens, splitTokens } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { check } from './check.ts'
import { fieldsOf } from '../form.ts'
import { refuseModel } from './models.ts'
import { failInChunks } from './stream.ts'

const file = Type.Object({
  name: Type.String({ minLength: 1 }),
  size: Type.Integer({ minimum: 1 }),
})

export const transcriptionRequest = closed({
  file,
  model: Type.String({ minLength: 1 }),
  chunking_strategy: anything,
  include: Type.Optional(Type.Array(oneOf('logprobs'))),
  keywords: anything,
  known_speaker_names: anything,
  known_speaker_references: anything,
  language: Type.Optional(Type.String()),
  languages: anything,
  prompt: Type.Optional(Type.String()),
  response_format: Type.Optional(oneOf('json', 'text', 'srt', 'verbose_json', 'vtt')),
  stream: nullable(Type.Boolean()),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  timestamp_granularities: Type.Optional(Type.Array(oneOf('word', 'segment'))),
})

type TranscriptionRequest = Static<typeof transcriptionRequest>

export const answerTranscription = (call: Call): Answer => {
  if (call.form === undefined) return refuse('invalid', 'The body is no form.')
  const checked = check(transcriptionRequest, fieldsOf(call.form))
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'transcription') === undefined) {
    return refuseModel(request.model)
  }
  return transcribe(request, call)
}

const seconds = 2

const transcribe = (request: TranscriptionRequest, call: Call): Answer => {
  const text = cannedText({ protocol: 'openai', account: call.account }, request.file.name)
  const usage = writeUsage(text)
  if (request.stream === true && request.model !== 'whisper-1') return streamText(text)
  switch (request.response_format ?? 'json') {
    case 'text':
      return plain(`${text}\n`)
    case 'srt':
      return plain(`1\n00:00:00,000 --> 00:00:02,000\n${text}\n\n`)
    case 'vtt':
      return plain(`WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n${text}\n\n`)
    case 'verbose_json':
      return answerJson({
        task: 'transcribe',
        language: 'english',
        duration: seconds,
        text,
        segments: [],
        usage: { type: 'duration', seconds },
      })
    default:
      return answerJson(
        request.model === 'whisper-1'
          ? { text, usage: { type: 'duration', seconds } }
          : { text, usage },
      )
  }
}

const writeUsage = (text: string) => ({
  type: 'tokens' as const,
  input_tokens: seconds * 10,
  input_token_details: { text_tokens: 0, audio_tokens: seconds * 10 },
  output_tokens: countTokens(text),
  total_tokens: seconds * 10 + countTokens(text),
})

const plain = (body: string): Answer => ({
  type: 'whole',
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})

const streamText = (text: string): StreamAnswer => {
  const done = { type: 'transcript.text.done', text, usage: writeUsage(text) }
  const deltas = splitTokens(text).map((delta) => ({ type: 'transcript.text.delta', delta }))
  return {
    type: 'stream',
    framing: 'sse',
    lineEnding: '\n',
    pieces: [...deltas, done].map((event) => ({
      phase: event === done ? 'end' : 'content',
      event: '',
      data: JSON.stringify(event),
    })),
    failure: failInChunks,
  }
}
