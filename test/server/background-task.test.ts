import { describe, expect, test } from 'bun:test'
import { fromText } from '../../src/protocol/bytes.ts'
import { backgroundModel, type BackgroundTask } from '../../src/server/dispatch/background-task.ts'

const task: BackgroundTask = {
  phrases: ['Write a short title', 'Résumé "kurz"'],
  where: 'user',
  maxCharacters: 200,
  model: 'small/one',
}

const modelFor = (messages: readonly object[], over: Partial<BackgroundTask> = {}, system = '') =>
  backgroundModel(
    {
      protocol: 'anthropic',
      model: 'claude-big',
      body: fromText(JSON.stringify({ model: 'claude-big', max_tokens: 9, system, messages })),
    },
    [{ ...task, ...over }],
  )

const user = (text: string) => ({ role: 'user', content: [{ type: 'text', text }] })

describe("a task of the agent's own goes to the model that the operator has set for it", () => {
  test('when its phrase stands in the last thing the user said', () => {
    expect(modelFor([user('Hello'), user('Write a short title for this.')])).toBe('small/one')
    expect(modelFor([user('Bitte: Résumé "kurz".')])).toBe('small/one')
  })

  test('when its phrase stands in the instructions, where those are looked at', () => {
    const over = { where: 'system' } as const
    expect(modelFor([user('Hello')], over, 'Write a short title for it.')).toBe('small/one')
    expect(modelFor([user('Write a short title')], over)).toBeUndefined()
  })
})

describe('it stays where it is', () => {
  test('when the phrase was said earlier, or in other words', () => {
    const answer = { role: 'assistant', content: 'Elbe' }
    expect(modelFor([user('Write a short title'), answer, user('Thanks')])).toBeUndefined()
    expect(modelFor([user('write a short title')])).toBeUndefined()
  })

  test('when the text is longer than such a task is', () => {
    expect(modelFor([user(`Write a short title. ${'x'.repeat(200)}`)])).toBeUndefined()
  })

  test('when the body cannot be read', () => {
    const body = '{"messages":"Write a short title"'
    expect(backgroundModel({ protocol: 'anthropic', model: 'm', body }, [task])).toBeUndefined()
  })
})
