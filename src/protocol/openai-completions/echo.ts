import type { Asked } from '../codec.ts'

/** The prompt, where the client wants it before the answer: upstreams of other protocols do not repeat it. */
export const echoOf = ({ prompt, isOwn }: Asked): string =>
  isOwn !== true && prompt.extras?.['echo'] === true
    ? prompt.messages
        .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? part.text : [])))
        .join('')
    : ''
