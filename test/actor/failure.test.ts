import { expect, test } from 'bun:test'
import { actorKind, defineActor, type Message } from '../../src/actor/index.ts'
import { gentle, liveWorld, note, puppet, question, turnsOver, world } from './fixtures/puppet.ts'

test('a restart begins with fresh state and keeps what waits in the mailbox', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet()
  const ref = system.spawn(definition, 'a', 'same arguments')
  for (const text of ['1', 'fail', '2']) system.tell(ref, note(text))
  await turnsOver()
  expect(log).toEqual([
    'setup same arguments',
    '1',
    'fail',
    '(restarting)',
    'setup same arguments',
    '2',
  ])
})

test('a restart keeps the address, and its watchers hear nothing', async () => {
  const { system } = liveWorld()
  const watcher = puppet({ kind: 'watcher' })
  const ref = system.spawn(puppet().definition, 'a', '')
  system.spawn(watcher.definition, 'watcher', '')
  await turnsOver()
  watcher.context.watch(ref)
  system.tell(ref, note('fail'))
  const answer = await system.ask(ref, question('q'), 1_000)
  expect(answer).toEqual({ type: 'reply', reply: note('re q') })
  expect(watcher.log).toEqual(['setup '])
})

test('a restart waits for its backoff, and messages wait with it', async () => {
  const { simulation, system } = world()
  const supervision = { backoff: { minMs: 100, maxMs: 1_000, jitter: 0 } }
  const { definition, log } = puppet({ supervision })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('fail'))
  await simulation.settle()
  system.tell(ref, note('waits'))
  await simulation.advance(99)
  expect(log).toEqual(['setup ', 'fail', '(restarting)'])
  expect(system.inspect()).toMatchObject([
    { state: 'restarting', mailboxDepth: 1, restarts: 1, lastFailure: { message: 'fail' } },
  ])
  await simulation.advance(1)
  expect(log.slice(3)).toEqual(['setup ', 'waits'])
})

test('the second restart of a window waits twice as long', async () => {
  const { simulation, system } = world()
  const supervision = { backoff: { minMs: 100, maxMs: 1_000, jitter: 0 } }
  const { definition, contexts } = puppet({ supervision })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('fail'))
  system.tell(ref, note('fail'))
  await simulation.advance(299)
  expect(contexts.length).toBe(2)
  await simulation.advance(1)
  expect(contexts.length).toBe(3)
})

test('more restarts than the limit stop the actor, and its parent hears why', async () => {
  const { system } = liveWorld()
  const parent = puppet({ kind: 'parent' })
  const child = puppet({ supervision: { limit: { restarts: 2, withinMs: 60_000 } } })
  system.spawn(parent.definition, 'parent', '')
  await turnsOver()
  const ref = parent.context.spawn(child.definition, 'child', '')
  for (const text of ['fail', 'fail', 'fail', 'lost']) system.tell(ref, note(text))
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(terminated failed)'])
  expect(child.contexts.length).toBe(3)
  expect(system.counters.deadLetters).toBe(1)
})

test('an actor that resumes keeps its state and goes on with the next message', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({ supervision: { onFailure: 'resume' } })
  const ref = system.spawn(definition, 'a', '')
  for (const text of ['1', 'fail', '2']) system.tell(ref, note(text))
  await turnsOver()
  expect(log).toEqual(['setup ', '1', 'fail', '2'])
})

test('an actor whose policy is to stop does, with the failure as reason', async () => {
  const { system, events } = liveWorld()
  const { definition, log } = puppet({ supervision: { onFailure: 'stop' } })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('fail'))
  await turnsOver()
  expect(log).toEqual(['setup ', 'fail', '(stopping)'])
  expect(events.at(-1)).toMatchObject({
    type: 'actor-ended',
    ref,
    reason: { type: 'failed', failure: { name: 'Error', message: 'fail' } },
  })
})

test('an escalated failure restarts the parent with the same record', async () => {
  const { system, events } = liveWorld()
  const parent = puppet({ kind: 'parent' })
  const child = puppet({ supervision: { onFailure: 'escalate' } })
  const parentRef = system.spawn(parent.definition, 'parent', '')
  await turnsOver()
  const childRef = parent.context.spawn(child.definition, 'child', '')
  system.tell(childRef, note('fail upwards'))
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(restarting)', 'setup '])
  const failures = events.filter(({ type }) => type === 'actor-failed')
  expect(failures).toMatchObject([
    { ref: childRef, outcome: 'escalate', failure: { message: 'fail upwards' } },
    { ref: parentRef, outcome: 'restart', failure: { message: 'fail upwards' } },
  ])
})

test('a parent that resumes after an escalation hears that the child is gone', async () => {
  const { system } = liveWorld()
  const parent = puppet({ kind: 'parent', supervision: { onFailure: 'resume' } })
  const child = puppet({ supervision: { onFailure: 'escalate' } })
  system.spawn(parent.definition, 'parent', '')
  await turnsOver()
  system.tell(parent.context.spawn(child.definition, 'child', ''), note('fail'))
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(terminated failed)'])
})

test('a failure of a grandchild climbs as far as it is escalated', async () => {
  const { system } = liveWorld()
  const top = puppet({ kind: 'top', supervision: { onFailure: 'stop' } })
  const middle = puppet({ kind: 'middle', supervision: { onFailure: 'escalate' } })
  const bottom = puppet({ kind: 'bottom', supervision: { onFailure: 'escalate' } })
  system.spawn(top.definition, 'top', '')
  await turnsOver()
  top.context.spawn(middle.definition, 'middle', '')
  await turnsOver()
  system.tell(middle.context.spawn(bottom.definition, 'bottom', ''), note('fail'))
  await turnsOver()
  expect(system.inspect()).toEqual([])
})

test('children are stopped before their parent is set up again', async () => {
  const { system } = liveWorld()
  const order: string[] = []
  const child = puppet()
  const parent = puppet({
    kind: 'parent',
    onSetup: (context) => {
      order.push(`children so far: ${child.log.join(' ')}`)
      context.spawn(child.definition, 'child', 'x')
    },
  })
  const ref = system.spawn(parent.definition, 'parent', '')
  await turnsOver()
  system.tell(ref, note('fail'))
  await turnsOver()
  expect(order).toEqual(['children so far: ', 'children so far: setup x (stopping)'])
  expect(child.log).toEqual(['setup x', '(stopping)', 'setup x'])
  expect(parent.log).toEqual(['setup ', 'fail', '(restarting)', 'setup '])
})

test('timers end with a restart', async () => {
  const { simulation, system } = world()
  const { definition, log, contexts } = puppet()
  const ref = system.spawn(definition, 'a', '')
  await simulation.settle()
  contexts[0]?.timers.after('once', 10, note('of the old behaviour'))
  contexts[0]?.timers.every('often', 10, note('of the old behaviour'))
  system.tell(ref, note('fail'))
  await simulation.advance(100)
  expect(log).toEqual(['setup ', 'fail', '(restarting)', 'setup '])
})

test('results of work begun before a restart are dropped', async () => {
  const { system } = liveWorld()
  const work = Promise.withResolvers<string>()
  const { definition, log, contexts } = puppet()
  const ref = system.spawn(definition, 'a', '')
  await turnsOver()
  contexts[0]?.pipeToSelf(work.promise, note, ({ message }) => note(message))
  system.tell(ref, note('fail'))
  await turnsOver()
  work.resolve('late')
  await turnsOver()
  expect(log).toEqual(['setup ', 'fail', '(restarting)', 'setup '])
})

test('a result that waits in its lane when the actor fails is dropped', async () => {
  const { clock, system } = liveWorld()
  const { definition, log, contexts } = puppet()
  system.spawn(definition, 'a', '')
  await turnsOver()
  contexts[0]?.timers.after('first', 1, note('fail'))
  contexts[0]?.timers.after('second', 1, note('of the old behaviour'))
  clock.moveTo(1)
  await turnsOver()
  expect(log).toEqual(['setup ', 'fail', '(restarting)', 'setup '])
})

test('failed work comes back as the message made of its failure', async () => {
  const { system } = liveWorld()
  const { definition, log } = puppet({
    onSetup: (context) =>
      context.pipeToSelf(
        Promise.reject(new TypeError('no answer')),
        () => note('done'),
        ({ name, message }) => note(`${name}: ${message}`),
      ),
  })
  system.spawn(definition, 'a', '')
  await turnsOver()
  expect(log).toEqual(['setup ', 'TypeError: no answer'])
})

test('a throw while a result is made into a message fails the actor', async () => {
  const { system, events } = liveWorld()
  const { definition, contexts } = puppet()
  system.spawn(definition, 'a', '')
  await turnsOver()
  contexts[0]?.pipeToSelf(
    Promise.resolve(),
    () => {
      throw new Error('cannot say')
    },
    ({ message }) => note(message),
  )
  await turnsOver()
  expect(events).toMatchObject([{ type: 'actor-failed', failure: { message: 'cannot say' } }])
})

test('the context of an old behaviour starts and watches nothing', async () => {
  const { system } = liveWorld()
  const other = system.spawn(puppet({ kind: 'other' }).definition, 'other', '')
  const { definition, log, contexts } = puppet()
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('fail'))
  await turnsOver()
  const [old] = contexts
  old?.spawn(definition, 'child', '')
  old?.watch(other)
  old?.timers.after('t', 0, note('timer'))
  old?.stopSelf()
  system.stop(other)
  await turnsOver()
  expect(system.inspect()).toMatchObject([{ ref, children: [] }])
  expect(log.slice(3)).toEqual(['setup '])
})

test('a failure in setup is a failure like any other', async () => {
  const { system, events } = liveWorld()
  const definition = defineActor(actorKind<Message, null>('broken'), {
    supervision: { ...gentle, limit: { restarts: 2, withinMs: 1_000 } },
    mailbox: { capacity: 1, overflow: 'reject-new' },
    setup: () => {
      throw new Error('no database')
    },
  })
  system.spawn(definition, 'a', null)
  await turnsOver()
  expect(events.map((event) => ('outcome' in event ? event.outcome : event.type))).toEqual([
    'restart',
    'restart',
    'stop',
    'actor-ended',
  ])
})

test('what is thrown and is no error is kept as its text', async () => {
  const { system } = liveWorld()
  const { definition } = puppet({
    onMessage: () => {
      throw 'plain'
    },
  })
  const ref = system.spawn(definition, 'a', '')
  system.tell(ref, note('x'))
  await turnsOver()
  expect(system.inspect()).toMatchObject([
    { lastFailure: { name: 'NonError', message: 'plain', stack: '' } },
  ])
})
