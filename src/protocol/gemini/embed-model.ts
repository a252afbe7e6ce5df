import { visitObjects } from '../json-list.ts'
import { readString, scanTopLevel, spliceValue, type Span } from '../json-scan.ts'
import type { Operation } from '../protocol.ts'

/**
 * The path names the model, and some bodies name it once more: there the upstream refuses any other name, so a client's
 * alias is replaced. Every other byte stays.
 * https://ai.google.dev/api/embeddings#method:-models.batchembedcontents
 */
export const renamed = (operation: Operation, body: string, model: string): string => {
  const name = model.includes('/') ? model : `models/${model}`
  const spans = operation === 'embed' ? spanAt(body, 'model') : spansInList(body)
  return spans.toReversed().reduce((named, span) => {
    const written = readString(named, span)
    return written === name || written === model
      ? named
      : spliceValue(named, span, JSON.stringify(name))
  }, body)
}

const spanAt = (body: string, key: string): readonly Span[] => {
  const span = scanTopLevel(body, [key]).spans.get(key)
  return span === undefined ? [] : [span]
}

const spansInList = (body: string): readonly Span[] => {
  const spans: Span[] = []
  for (const list of spanAt(body, 'requests'))
    if (body[list.start] === '[')
      visitObjects(body, { list, keys: ['model'] }, (scan) => {
        const span = scan.spans.get('model')
        if (span !== undefined) spans.push(span)
        return true
      })
  return spans
}
