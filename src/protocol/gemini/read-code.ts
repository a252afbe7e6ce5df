import { given } from '../../ir/defined.ts'
import type { CodePart, Extras } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { PartIds } from './call-ids.ts'
import { extrasOf, idOf, knownPart, signatureOf } from './part-fields.ts'
import { bothSpellings, member } from './spelling.ts'

const knownCode = bothSpellings(['id', 'code', 'language'])
const knownOutcome = bothSpellings(['id', 'outcome', 'output'])

export const readCode = (field: Field, ids: PartIds): CodePart => {
  const code = member(field, 'executableCode')
  code.object()
  const id = idOf(code)
  const language = code.at('language').text()
  const inner = code.extras(knownCode)
  const extras = extrasOf(
    field.extras(knownPart),
    signatureOf(field),
    id === undefined ? { hasNoId: true } : undefined,
    inner && { executableCode: inner },
  )
  return {
    type: 'code',
    id: ids.program(id),
    code: code.at('code').text() ?? '',
    ...given({ language: language?.toLowerCase(), extras }),
  }
}

export const readOutcome = (read: {
  readonly field: Field
  readonly outcome: Field
  readonly code: CodePart
}): CodePart => {
  const { field, outcome, code } = read
  outcome.object()
  const word = outcome.at('outcome').text()
  const output = outcome.at('output').text() ?? ''
  const inner = extrasOf(
    outcome.extras(knownOutcome),
    isObject(outcome.value) && outcome.value['id'] !== undefined
      ? { id: outcome.value['id'] }
      : undefined,
    word === undefined || plainOutcomes.has(word) ? undefined : { outcome: word },
  )
  const extras = extrasOf(
    code.extras,
    inner && { codeExecutionResult: inner },
    extrasAt('codeExecutionResultPart', extrasOf(field.extras(knownPart), signatureOf(field))),
    code.code === '' && code.extras === undefined ? { hasNoId: true } : undefined,
  )
  return {
    ...code,
    result: { output, hasFailed: word !== undefined && word !== 'OUTCOME_OK' },
    ...given({ extras }),
  }
}

const plainOutcomes: ReadonlySet<string> = new Set(['OUTCOME_OK', 'OUTCOME_FAILED'])

const extrasAt = (key: string, extras: Extras | undefined): JsonObject | undefined =>
  extras === undefined ? undefined : { [key]: extras }
