import type { Simulator } from '../../src/simulator/index.ts'
import { ask, type Asked } from './ask.ts'

export const start = (length: number, over: Readonly<Record<string, string>> = {}) => ({
  body: '{"file":{"displayName":"a"}}',
  headers: {
    'x-goog-upload-protocol': 'resumable',
    'x-goog-upload-command': 'start',
    'x-goog-upload-header-content-length': String(length),
    'x-goog-upload-header-content-type': 'text/plain',
    ...over,
  },
})

export const begin = async (scene: Simulator, length: number): Promise<string> => {
  const { headers } = await ask(scene, '/upload/v1beta/files', start(length))
  return (headers.get('x-goog-upload-url') ?? '').replace(scene.url, '')
}

export const part = (command: string, offset: number, body: string): Asked => ({
  body,
  headers: { 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset) },
})
