/** What a long conversation of an agent is made of, in no protocol's words. */

const turnCount = 160

const file = (turn: number): string =>
  Array.from(
    { length: 70 },
    (_unused, line) =>
      `${line}\texport const value${turn}_${line} = "line ${line} of file ${turn}" // "quoted"\n`,
  ).join('')

export const turns = Array.from({ length: turnCount }, (_unused, turn) => {
  const task = `Now look at file ${turn} and tell what it does – briefly, please.`
  const result = file(turn)
  return {
    id: `call_${String(turn).padStart(8, '0')}`,
    task,
    thought: `I will read file ${turn} first, and then say what is in it.`,
    input: { path: `/workspace/src/module-${turn}/index.ts`, offset: turn, limit: 2000 },
    result,
    /** Where there are neither tools nor images: as many bytes in words. */
    told: task + result + result.slice(0, 1_600),
  }
})

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'The absolute path of the file.' },
    offset: { type: 'integer', description: 'The first line that is wanted.' },
    limit: { type: 'integer', description: 'How many lines are wanted.' },
    options: {
      type: 'object',
      properties: {
        encoding: { type: 'string', enum: ['utf8', 'latin1'] },
        patterns: { type: 'array', items: { type: 'string' } },
      },
    },
  },
  required: ['path'],
}

export const tools = Array.from({ length: 20 }, (_unused, index) => ({
  name: index === 0 ? 'read_file' : `tool_${index}`,
  description: `What tool ${index} is good for. ${'It does its work with care. '.repeat(20)}`,
  schema,
}))

export const system = 'You are a careful programmer. '.repeat(400)
export const image = 'iVBORw0KGgoAAAAN'.repeat(12_500)
export const look = 'This is what the page looks like.'
