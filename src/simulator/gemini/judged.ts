import type { Call } from '../vendor.ts'
import type { GenerateRequest } from './schema.ts'

export type Judged = {
  readonly request: GenerateRequest
  readonly model: string
  readonly call: Call
}
