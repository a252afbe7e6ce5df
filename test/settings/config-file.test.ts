import { expect, test } from 'bun:test'
import { configFileOf, editedFileOf, type FileText } from '../../src/settings/config-file.ts'

const text = (content: string): FileText => ({ type: 'text', file: 'config.toml', text: content })

test('an edit that leaves something says what the file says', () => {
  const read = text('[global]\nport = 81\n')
  expect(editedFileOf(read)).toEqual(configFileOf(read))
  expect(editedFileOf(read).layers).toMatchObject([{ tree: { global: { port: 81 } } }])
})

test.each(['', ' \n\n'])('a file that is emptied while it holds is refused: %j', (content) => {
  expect(editedFileOf(text(content)).faults).toEqual([
    {
      path: '',
      message: expect.stringMatching(/^is empty: write it anew/),
      source: 'file config.toml',
    },
  ])
})

test('a file that holds a comment alone is meant to say nothing', () => {
  expect(editedFileOf(text('# nothing\n'))).toMatchObject({ faults: [], layers: [{ tree: {} }] })
})

test('a start with an empty file is a start without one', () => {
  expect(configFileOf(text('')).faults).toEqual([])
})

test('a file that goes while it holds is refused, not taken for one that was never there', () => {
  expect(editedFileOf({ type: 'none' }).faults).toMatchObject([
    { message: expect.stringContaining('is gone: put it back') },
  ])
})
