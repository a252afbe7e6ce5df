import { expect, test } from 'bun:test'
import { answerOf, openScene } from './scene.ts'

const user = (...parts: readonly object[]) => ({ role: 'user', parts })
const model = (...parts: readonly object[]) => ({ role: 'model', parts })
const text = { text: 'hi' }
const call = { functionCall: { name: 'weather', args: {} } }
const response = (name: string, id?: string) => ({
  functionResponse: { name, response: { output: 'sun' }, ...(id === undefined ? {} : { id }) },
})
const declaring = (parameters: object) => ({
  tools: [{ functionDeclarations: [{ name: 'weather', parameters }] }],
})
const functions = declaring({ type: 'OBJECT', properties: { city: { type: 'STRING' } } })
const config = (generationConfig: object) => ({ generationConfig })

const refusalOf = async (changed: object, name = 'gemini-2.5-flash') => {
  await using scene = await openScene('gemini')
  const path = `/v1beta/models/${name}:generateContent`
  const answer = await answerOf(scene.ask({ path, body: { contents: [user(text)], ...changed } }))
  const { error } = JSON.parse(answer.body)
  return { http: answer.status, status: error?.status, message: error?.message }
}

const refused = (words: string) => ({
  http: 400,
  status: 'INVALID_ARGUMENT',
  message: expect.stringContaining(words),
})

test.each<[string, object, string]>([
  ['an unknown field', { surprise: 1 }, 'Unknown name "surprise": Cannot find field.'],
  [
    'an unknown field of a part',
    { contents: [user({ text: 'a', surprise: 1 })] },
    'Unknown name "surprise" at \'contents[0].parts[0]\': Cannot find field.',
  ],
  [
    'a keyword that its schemas do not know',
    declaring({ type: 'OBJECT', properties: { a: { type: 'STRING', const: 'b' } } }),
    'Unknown name "const" at \'tools[0].function_declarations[0].parameters.properties.a\'',
  ],
  [
    'no items',
    declaring({ type: 'OBJECT', properties: { a: { type: 'ARRAY' } } }),
    '.items: missing',
  ],
  [
    'numbers to choose from',
    declaring({ type: 'OBJECT', properties: { a: { type: 'INTEGER', enum: ['1'] } } }),
    '.enum: only',
  ],
  [
    'what is required and not there',
    declaring({ type: 'OBJECT', required: ['a'] }),
    '.required[0]',
  ],
  [
    'a wrong type',
    config({ temperature: 'hot' }),
    "Invalid value at 'generation_config.temperature'",
  ],
  ['nothing said', { contents: [user({ text: '' })] }, 'required oneof field'],
  ['no contents', { contents: [] }, 'contents'],
  ['a call of the user', { contents: [user(call)] }, 'Function calls come from'],
  [
    'a call at first',
    { contents: [model(call), user(response('weather'))] },
    'function call turn comes',
  ],
  [
    'a call at the end',
    { contents: [user(text), model(call)] },
    'followed by its function responses',
  ],
  [
    'a response to nothing',
    { contents: [user(response('weather'))] },
    'function response turn comes',
  ],
  [
    'too few responses',
    { contents: [user(text), model(call, call), user(response('weather'))] },
    'number of function response',
  ],
  [
    'a response of another name',
    { contents: [user(text), model(call), user(response('other'))] },
    "'other' has no function call",
  ],
  [
    'a signature that is no base64',
    { contents: [model({ ...text, thoughtSignature: '!' }), user(text)] },
    'Base64',
  ],
  [
    'a signature of nobody',
    { contents: [model({ ...text, thoughtSignature: 'AAAA' }), user(text)] },
    'not valid',
  ],
  [
    'a search with functions',
    { tools: [...functions.tools, { googleSearch: {} }] },
    'cannot be combined',
  ],
  [
    'functions with JSON',
    { ...functions, ...config({ responseMimeType: 'application/json' }) },
    'application/json',
  ],
  ['a schema without JSON', config({ responseSchema: { type: 'STRING' } }), 'response mime type'],
  ['a level of thinking', config({ thinkingConfig: { thinkingLevel: 'low' } }), 'Thinking level'],
  ['a budget beyond', config({ thinkingConfig: { thinkingBudget: 99_999 } }), 'thinking budget'],
  [
    'names without ANY',
    { ...functions, toolConfig: { functionCallingConfig: { allowedFunctionNames: ['weather'] } } },
    'allowed_function_names',
  ],
  [
    'a picture of a model that paints none',
    config({ responseModalities: ['IMAGE'] }),
    'response modalities: image',
  ],
  ['logprobs nobody wants', config({ logprobs: 2 }), 'response_logprobs'],
])('content is refused for %s', async (_, changed, expected) => {
  expect(await refusalOf(changed)).toMatchObject(refused(expected))
})

test('an image model calls no functions and writes no JSON', async () => {
  const painter = 'gemini-2.5-flash-image'
  const json = config({ responseMimeType: 'application/json' })
  expect(await refusalOf(functions, painter)).toMatchObject(refused('Function calling'))
  expect(await refusalOf(json, painter)).toMatchObject(refused('JSON mode'))
})

test('a new model wants the first call of each step signed, since the user last spoke', async () => {
  const loop = [model(call), user(response('weather'))]
  const newModel = 'gemini-3-pro-preview'
  const bare = { contents: [user(text), ...loop] }
  const past = { contents: [user(text), ...loop, model(text), user(text)] }
  const placeholder = { ...call, thoughtSignature: 'skip_thought_signature_validator' }
  const marked = {
    contents: [
      user(text),
      model(placeholder, call),
      user(response('weather'), response('weather')),
    ],
  }
  expect(await refusalOf(bare, newModel)).toMatchObject(refused('missing a thought_signature'))
  expect(await refusalOf(past, newModel)).toMatchObject({ http: 200 })
  expect(await refusalOf(marked, newModel)).toMatchObject({ http: 200 })
  expect(await refusalOf(bare)).toMatchObject({ http: 200 })
})
