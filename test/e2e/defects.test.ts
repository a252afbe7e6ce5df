import { expect, test } from 'bun:test'
import { openProcessWorld, type ProcessWorldOptions } from '../support/process-world.ts'
import { root, startProcess } from '../support/process.ts'
import { chat } from '../support/requests.ts'

const withDefect = (kind: string): ProcessWorldOptions => ({
  start: (words, options) =>
    startProcess(
      [process.execPath, `${root}/test/support/defective-program.ts`, kind, ...words],
      options,
    ),
})

test('an exception that reached nobody stops the program, its streams finished and its log whole', async () => {
  await using world = await openProcessWorld(withDefect('exception'))
  const held = await world.hold('/v1/chat/completions', chat(true), { afterEvents: 2 })
  const answer = await held.answer
  world.running.signal('SIGUSR2')
  await world.running.out.match(/"message":"stopping/)
  held.gate.release()
  expect(await answer.text()).toEndWith('data: [DONE]\n\n')
  expect(await world.running.exited).toBe(1)
  expect(await world.running.out.all).toMatch(
    /"level":"ERROR","message":"an exception reached nobody[^\n]*"failure":"a defect of the test","stack":[^]*"message":"stopped"/,
  )
})

test('a rejection that nobody waited for is written down, and the program goes on', async () => {
  await using world = await openProcessWorld(withDefect('rejection'))
  world.running.signal('SIGUSR2')
  await world.running.out.match(
    /"message":"a rejected promise had nobody[^\n]*"a defect of the test"/,
  )
  expect((await world.post('/v1/chat/completions', chat())).status).toBe(200)
})
