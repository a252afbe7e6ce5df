import type { RelayEndpoint } from '../endpoint.ts'
import { describe } from './describe.ts'
import {
  imageAnswer,
  imageEditForm,
  imageEditRequest,
  imageRequest,
  sound,
  speechRequest,
  transcript,
  transcriptionForm,
  translationForm,
} from './media-schemas.ts'

const images = {
  schema: imageAnswer,
  example: {
    created: 1_760_000_000,
    data: [{ b64_json: 'iVBORw0KGgo=' }],
    usage: { input_tokens: 9, output_tokens: 1_120, total_tokens: 1_129 },
  },
}

const spoken = { schema: transcript, example: { text: 'Elbe, Loire, Tagus.' } }

const recording = { model: 'gpt-4o-transcribe', file: '(the bytes of a recording)' }

/** Images and sound. */
export const mediaEndpoints: readonly RelayEndpoint[] = [
  {
    path: '/v1/images/generations',
    protocol: 'openai-chat',
    operation: 'make-images',
    detail: describe({
      id: 'createImage',
      summary: 'Images',
      description: 'Makes images from a text.',
      request: {
        schema: imageRequest,
        example: { model: 'gpt-image-1', prompt: 'A river at dawn.', size: '1536x1024' },
      },
      answer: images,
      streamExample:
        'event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"iVBORw0KGgo="}\n\n',
    }),
  },
  {
    path: '/v1/images/edits',
    protocol: 'openai-chat',
    operation: 'edit-images',
    takesForms: true,
    detail: describe({
      id: 'createImageEdit',
      summary: 'Edited images',
      description: 'Makes images from a text and images.',
      request: {
        schema: imageEditRequest,
        example: {
          model: 'gpt-image-1',
          prompt: 'The same river at night.',
          images: [{ image_url: 'data:image/png;base64,iVBORw0KGgo=' }],
        },
      },
      form: {
        schema: imageEditForm,
        example: {
          model: 'gpt-image-1',
          prompt: 'The same river at night.',
          image: '(the bytes of a picture)',
        },
      },
      answer: images,
      streamExample:
        'event: image_edit.completed\ndata: {"type":"image_edit.completed","b64_json":"iVBORw0KGgo="}\n\n',
    }),
  },
  {
    path: '/v1/audio/transcriptions',
    protocol: 'openai-chat',
    operation: 'transcribe',
    takesForms: true,
    detail: describe({
      id: 'createTranscription',
      summary: 'Transcript',
      description: 'Writes down what is said in a recording, in its language.',
      form: { schema: transcriptionForm, example: recording },
      answer: spoken,
      streamExample:
        'event: transcript.text.delta\ndata: {"type":"transcript.text.delta","delta":"Elbe"}\n\n',
    }),
  },
  {
    path: '/v1/audio/translations',
    protocol: 'openai-chat',
    operation: 'translate-speech',
    takesForms: true,
    detail: describe({
      id: 'createTranslation',
      summary: 'Translated transcript',
      description: 'Writes down in English what is said in a recording.',
      form: { schema: translationForm, example: { ...recording, model: 'whisper-1' } },
      answer: spoken,
    }),
  },
  {
    path: '/v1/audio/speech',
    protocol: 'openai-chat',
    operation: 'speak',
    detail: describe({
      id: 'createSpeech',
      summary: 'Speech',
      description: 'Reads a text aloud. The sound comes when it is whole.',
      request: {
        schema: speechRequest,
        example: { model: 'gpt-4o-mini-tts', input: 'Elbe, Loire, Tagus.', voice: 'alloy' },
      },
      answer: { schema: sound, example: '(the bytes of a recording)' },
      answerType: 'audio/mpeg',
    }),
  },
]
