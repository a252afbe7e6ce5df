import { expect, test } from 'bun:test'
import { ActorSystem, loopback, type AnyDefinition } from '../../src/actor/index.ts'
import { liveWorld, note, puppet, question, turnsOver } from './fixtures/puppet.ts'

/** `main` and nodes joined to it, all in this thread: whatever passes between them is cloned. */
const star = (
  hosted: Readonly<Record<string, readonly AnyDefinition[]>>,
  hostedHere: readonly AnyDefinition[] = [],
) => {
  const { system: main, clock, events } = liveWorld(hostedHere)
  for (const [node, definitions] of Object.entries(hosted)) {
    const system = new ActorSystem({ node, definitions, clock })
    const [here, there] = loopback()
    main.link(node, here)
    system.linkGateway('main', there)
  }
  return { main, events }
}

test('an actor on another node is started, told and asked by the same calls', async () => {
  const remote = puppet()
  const { main } = star({ other: [remote.definition] })
  const ref = main.spawn(remote.definition, 'a', 'x', { node: 'other' })
  main.tell(ref, note('1'))
  const answer = await main.ask(ref, question('q'), 1_000)
  expect(answer).toEqual({ type: 'reply', reply: note('re q') })
  expect(remote.log).toEqual(['setup x', '1', 'q'])
  expect(ref).toStartWith('other/a#')
})

test('what travels is a clone', async () => {
  const remote = puppet()
  const { main } = star({ other: [remote.definition] })
  const ref = main.spawn(remote.definition, 'a', 'x', { node: 'other' })
  const message = { type: 'note' as const, text: 'before' }
  main.tell(ref, message)
  await turnsOver()
  message.text = 'after'
  expect(remote.log).toEqual(['setup x', 'before'])
})

test('a parent hears the end of a child on another node', async () => {
  const [parent, child] = [puppet({ kind: 'parent' }), puppet()]
  const { main } = star({ other: [child.definition] })
  main.spawn(parent.definition, 'parent', '')
  await turnsOver()
  const ref = parent.context.spawn(child.definition, 'child', '', { node: 'other' })
  await turnsOver()
  parent.context.stop(ref)
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(terminated stopped)'])
  expect(child.log).toEqual(['setup ', '(stopping)'])
})

test('a failure on another node escalates to the parent here', async () => {
  const parent = puppet({ kind: 'parent' })
  const child = puppet({ supervision: { onFailure: 'escalate' } })
  const { main } = star({ other: [child.definition] })
  main.spawn(parent.definition, 'parent', '')
  await turnsOver()
  main.tell(parent.context.spawn(child.definition, 'c', '', { node: 'other' }), note('fail'))
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(restarting)', 'setup '])
})

test('a parent waits for its children on other nodes before it is set up again', async () => {
  const child = puppet()
  const parent = puppet({
    kind: 'parent',
    onSetup: (context) => context.spawn(child.definition, 'child', '', { node: 'other' }),
  })
  const { main } = star({ other: [child.definition] })
  const ref = main.spawn(parent.definition, 'parent', '')
  await turnsOver()
  main.tell(ref, note('fail'))
  await turnsOver()
  expect(child.log).toEqual(['setup ', '(stopping)', 'setup '])
})

test('an address can be watched from another node, also when nobody lives there', async () => {
  const [watcher, watched] = [puppet({ kind: 'watcher' }), puppet()]
  const { main } = star({ other: [watched.definition] })
  main.spawn(watcher.definition, 'watcher', '')
  const ref = main.spawn(watched.definition, 'a', '', { node: 'other' })
  await turnsOver()
  watcher.context.watch(ref)
  main.stop(ref)
  await turnsOver()
  watcher.context.watch(ref)
  await turnsOver()
  expect(watcher.log).toEqual(['setup ', '(terminated stopped)', '(terminated not-started)'])
})

test('a node that lacks the kind answers not-started', async () => {
  const parent = puppet({ kind: 'parent' })
  const { main } = star({ other: [] })
  main.spawn(parent.definition, 'parent', '')
  await turnsOver()
  parent.context.spawn(puppet().definition, 'a', '', { node: 'other' })
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(terminated not-started)'])
})

test('arguments that cannot be cloned are answered not-started', async () => {
  const parent = puppet({ kind: 'parent' })
  const { main } = star({ other: [] })
  main.spawn(parent.definition, 'parent', '')
  await turnsOver()
  parent.context.spawn({ kind: 'puppet' }, 'a', () => 'not data', { node: 'other' })
  await turnsOver()
  expect(parent.log).toEqual(['setup ', '(terminated not-started)'])
})

test('a message that cannot be cloned fails its sender, and its neighbours arrive', async () => {
  const [sender, receiver] = [puppet({ kind: 'sender' }), puppet()]
  const { main, events } = star({ other: [receiver.definition] })
  const ref = main.spawn(receiver.definition, 'a', '', { node: 'other' })
  main.spawn(sender.definition, 'sender', '')
  await turnsOver()
  const unclonable = { ...note('2'), stray: new Response() }
  for (const message of [note('1'), unclonable, note('3')]) sender.context.tell(ref, message)
  await turnsOver()
  expect(receiver.log).toEqual(['setup ', '1', '3'])
  expect(sender.log).toEqual(['setup ', '(restarting)', 'setup '])
  expect(main.counters.unclonable).toBe(1)
  expect(events).toMatchObject([
    { type: 'undelivered', to: ref, messageType: 'note', reason: 'unclonable' },
    { type: 'actor-failed', failure: { name: 'DataCloneError' } },
  ])
})

test('a question that cannot be cloned is answered unclonable', async () => {
  const receiver = puppet()
  const { main } = star({ other: [receiver.definition] })
  const ref = main.spawn(receiver.definition, 'a', '', { node: 'other' })
  const answer = await main.ask(
    ref,
    (replyTo) => ({ ...question('q')(replyTo), stray: () => 'not data' }),
    1_000,
  )
  expect(answer).toEqual({ type: 'undeliverable', reason: 'unclonable' })
})

test('a refusal on another node reaches the asker', async () => {
  const receiver = puppet({ mailbox: { capacity: 0 } })
  const { main } = star({ other: [receiver.definition] })
  const ref = main.spawn(receiver.definition, 'a', '', { node: 'other' })
  expect(await main.ask(ref, question('q'), 1_000)).toEqual({
    type: 'undeliverable',
    reason: 'overloaded',
  })
})

test('two nodes that are only linked to a third talk through it', async () => {
  const [asking, asked] = [puppet({ kind: 'asking' }), puppet()]
  const { main } = star({ left: [asking.definition], right: [asked.definition] })
  main.spawn(asking.definition, 'a', '', { node: 'left' })
  const ref = main.spawn(asked.definition, 'b', '', { node: 'right' })
  await turnsOver()
  asking.context.watch(ref)
  const answer = await asking.context.ask(ref, question('q'), 1_000)
  main.stop(ref)
  await turnsOver()
  expect(answer).toEqual({ type: 'reply', reply: note('re q') })
  expect(asking.log).toEqual(['setup ', '(terminated stopped)'])
})

test('the loss of a node is heard by watchers, parents and askers on every other node', async () => {
  const [near, far, lost] = [puppet({ kind: 'near' }), puppet({ kind: 'far' }), puppet()]
  const { main } = star({ left: [far.definition], right: [lost.definition] })
  main.spawn(near.definition, 'near', '')
  main.spawn(far.definition, 'far', '', { node: 'left' })
  await turnsOver()
  const ref = near.context.spawn(lost.definition, 'lost', '', { node: 'right' })
  far.context.watch(ref)
  const nearAnswer = near.context.ask(ref, question('ignore'), 1_000)
  const farAnswer = far.context.ask(ref, question('ignore'), 1_000)
  await turnsOver()
  main.nodeLost('right')
  const failed = { type: 'undeliverable', reason: 'node-lost' } as const
  expect(await Promise.all([nearAnswer, farAnswer])).toEqual([failed, failed])
  await turnsOver()
  expect(near.log).toEqual(['setup ', '(terminated node-lost)'])
  expect(far.log).toEqual(['setup ', '(terminated node-lost)'])
})

test('what is sent to a lost node is counted, and who watches there hears it at once', async () => {
  const [watcher, lost] = [puppet({ kind: 'watcher' }), puppet()]
  const { main } = star({ right: [lost.definition] })
  main.spawn(watcher.definition, 'watcher', '')
  const ref = main.spawn(lost.definition, 'lost', '', { node: 'right' })
  await turnsOver()
  main.nodeLost('right')
  main.tell(ref, note('into the void'))
  watcher.context.watch(ref)
  watcher.context.spawn(lost.definition, 'child', '', { node: 'right' })
  await turnsOver()
  expect(main.counters.nodeLost).toBe(1)
  expect(watcher.log).toEqual(['setup ', '(terminated node-lost)', '(terminated node-lost)'])
})

test('an actor whose parent was on a lost node stops', async () => {
  const [parent, child] = [puppet({ kind: 'parent' }), puppet()]
  const { main } = star({ right: [parent.definition] }, [child.definition])
  main.spawn(parent.definition, 'parent', '', { node: 'right' })
  await turnsOver()
  parent.context.spawn(child.definition, 'child', '', { node: 'main' })
  await turnsOver()
  main.nodeLost('right')
  await turnsOver()
  expect(child.log).toEqual(['setup ', '(stopping)'])
  expect(main.inspect()).toEqual([])
})

test('a node shows its actors and counters to another', async () => {
  const remote = puppet()
  const { main } = star({ other: [remote.definition] })
  const ref = main.spawn(remote.definition, 'a', 'x', { node: 'other' })
  const seen = await main.inspectNode('other', 1_000)
  expect(seen).toMatchObject({
    type: 'reply',
    reply: { node: 'other', actors: [{ ref, state: 'starting' }], counters: { deadLetters: 0 } },
  })
  expect(await main.inspectNode('nowhere', 1_000)).toEqual({
    type: 'undeliverable',
    reason: 'node-lost',
  })
})
