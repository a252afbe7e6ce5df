import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { fromBytes, fromText } from '../../src/protocol/bytes.ts'
import { boundaryOf, readForm, textOf } from '../../src/protocol/multipart.ts'

const written = async (form: FormData): Promise<{ body: string; boundary: string }> => {
  const response = new Response(form)
  return {
    boundary: boundaryOf(response.headers.get('content-type') ?? '') ?? '',
    body: fromBytes(await response.bytes()),
  }
}

test('the fields of a form are found, whatever bytes its files hold', async () => {
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(bytes, fc.string({ unit: 'grapheme' }), async (file, text) => {
      const form = new FormData()
      form.set('prompt', text)
      form.append('image[]', new File([file], 'é.png', { type: 'image/png' }))
      form.set('model', 'm')
      const { body, boundary } = await written(form)
      const parts = readForm(body, boundary) ?? []
      expect(parts.map(({ name, fileName, mediaType }) => [name, fileName, mediaType])).toEqual([
        ['prompt', undefined, ''],
        ['image[]', 'é.png', 'image/png'],
        ['model', undefined, ''],
      ])
      const [prompt, image, model] = parts
      if (prompt === undefined || image === undefined || model === undefined) throw new Error()
      expect(body.slice(image.content.start, image.content.end)).toBe(fromBytes(file))
      expect([textOf(body, prompt), textOf(body, model)]).toEqual([
        text.toWellFormed().replaceAll(/\r\n|\r|\n/g, '\r\n'),
        'm',
      ])
    }),
    { numRuns: 100 },
  )
})

const part = (head: string, content: string): string => `--b\r\n${head}\r\n\r\n${content}\r\n`
const model = part('Content-Disposition: form-data; name="model"', 'm')

test.each([
  ['a preamble', `words\r\n${model}--b--\r\n`],
  ['spaces behind the mark', model.replace('--b', '--b \t') + '--b--'],
  ['header names in lower case', model.toLowerCase() + '--b--'],
  ['no quotes', part('content-disposition: form-data;name=model', 'm') + '--b--'],
])('a form with %s is read', (_, body) => {
  expect(readForm(body, 'b')?.map((one) => [one.name, textOf(body, one)])).toEqual([['model', 'm']])
})

test('a boundary that something follows is a part of the file', () => {
  const body = `${part('content-disposition: form-data; name=file', 'x\r\n--bc\r\n--b-')}--b--`
  expect(readForm(body, 'b')?.map((one) => textOf(body, one))).toEqual(['x\r\n--bc\r\n--b-'])
})

test('a field may hold nothing', () => {
  const body = `${part('content-disposition: form-data; name=empty', '')}${model}--b--`
  expect(readForm(body, 'b')?.map((one) => textOf(body, one))).toEqual(['', 'm'])
})

test.each([
  '',
  '--b',
  '{"model":"m"}',
  model,
  `${model}--b`,
  model.slice(0, 20),
  `--b\r\n${model}`,
])('%j is no whole form', (body) => expect(readForm(fromText(body), 'b')).toBeUndefined())

test('what is cut anywhere is no whole form', () => {
  const body = `${part('content-disposition: form-data; name=file; filename="f"', 'data')}${model}--b--`
  for (let end = 0; end < body.length; end += 1)
    expect(readForm(body.slice(0, end), 'b')).toBeUndefined()
})

test.each([
  ['multipart/form-data; boundary=b', 'b'],
  ['Multipart/Form-Data; charset=utf-8; boundary="a b"', 'a b'],
  ['multipart/form-data', undefined],
  ['multipart/mixed; boundary=b', undefined],
  ['application/json', undefined],
  ['', undefined],
])('the boundary of %j', (contentType, boundary) => {
  expect(boundaryOf(contentType)).toBe(boundary)
})
