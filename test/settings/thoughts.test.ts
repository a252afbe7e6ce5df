import { expect, test } from 'bun:test'
import { faultsOf } from './resolved.ts'

const faultsWith = (tags: readonly string[]) => faultsOf({ proxy: { thought_wrapper_tags: tags } })

test.each([[['<think>']], [['<think>', '</think>', '<more>']]])(
  'thoughts stand between two texts: %j is refused',
  (tags) => {
    expect(faultsWith(tags)).toEqual([
      {
        path: 'proxy.thought_wrapper_tags',
        message: expect.stringMatching(/^must be two texts/),
        got: String(tags.length),
      },
    ])
  },
)

test('two texts and none are no fault', () => {
  expect([faultsWith([]), faultsWith(['<think>', '</think>'])]).toEqual([[], []])
})
