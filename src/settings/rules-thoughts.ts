import { fault, type Fault } from './findings.ts'
import type { Settings } from './schema.ts'

/** Of one text nobody could say on which side of a thought it stands. */
export const thoughtFaults = ({
  proxy: { thought_wrapper_tags: tags },
}: Settings): readonly Fault[] =>
  tags.length === 0 || tags.length === 2
    ? []
    : [
        fault(
          ['proxy', 'thought_wrapper_tags'],
          'must be two texts, what stands before a thought and what stands after it, or none',
          { got: String(tags.length) },
        ),
      ]
