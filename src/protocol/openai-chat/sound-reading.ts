import type { MediaPart } from '../../ir/part.ts'
import { stringAt, type JsonObject } from '../json.ts'
import { soundPart } from './spoken.ts'

/** Sound comes in pieces of base64, each of whole bytes, with its words beside it. */
export class SoundReading {
  readonly #bytes: Buffer[] = []
  #told: JsonObject = {}

  /** Answers the words that were told. */
  read(audio: JsonObject): string {
    const { data, transcript: _, ...told } = audio
    this.#told = { ...this.#told, ...told }
    if (typeof data === 'string' && data !== '') this.#bytes.push(Buffer.from(data, 'base64'))
    return stringAt(audio, 'transcript')
  }

  get part(): MediaPart | undefined {
    if (this.#bytes.length === 0) return undefined
    return soundPart(this.#told, Buffer.concat(this.#bytes).toString('base64'))[0]
  }
}
