/** One event on the wire: its name stands there twice. */
export const writeEvent = (type: string, members: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`

/** A delta but for its text, which follows as JSON, and then `deltaEnd`: the same for all deltas of a block. */
export const deltaStart = (index: number, type: string, member: string): string =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"${type}","${member}":`

export const deltaEnd = '}}\n\n'

export const blockStop = (index: number): string =>
  `event: content_block_stop\ndata: {"type":"content_block_stop","index":${index}}\n\n`
