import type { AnswerEvent } from '../../src/ir/event.ts'

/** Everything that the grammar of `ir/event.ts` forbids. */
export const grammarFaults = (events: readonly AnswerEvent[]): string[] => {
  const faults: string[] = []
  const choices = new Map<number, Followed>()
  if (events[0]?.type !== 'start') faults.push('does not begin with start')
  for (const [place, event] of events.entries()) {
    if (event.type === 'start' && place > 0) faults.push('starts twice')
    if (event.type === 'end' && place < events.length - 1) faults.push('something after the end')
    if (!('choice' in event)) continue
    const known = choices.get(event.choice)
    const choice = known ?? { open: new Map<number, string>(), next: 0, isFinished: false }
    choices.set(event.choice, choice)
    faults.push(...follow(choice, event))
  }
  return faults
}

type Followed = { readonly open: Map<number, string>; next: number; isFinished: boolean }

const follow = (
  choice: Followed,
  event: Extract<AnswerEvent, { readonly choice: number }>,
): string[] => {
  const faults: string[] = []
  if (choice.isFinished) faults.push(`${event.type} after the finish`)
  if (event.type === 'part-start') {
    if (event.part !== choice.next) faults.push(`part ${event.part} in place of ${choice.next}`)
    const all = [...choice.open.values(), event.head.type]
    if (all.length > 1 && all.some((type) => type !== 'tool-call'))
      faults.push(`${all.join(' and ')} overlap`)
    choice.open.set(event.part, event.head.type)
    choice.next += 1
  }
  if ('part' in event && !choice.open.has(event.part)) faults.push(`${event.type} of a closed part`)
  if (event.type === 'part-end') choice.open.delete(event.part)
  if (event.type === 'finish') {
    if (choice.open.size > 0) faults.push('finished with open parts')
    choice.isFinished = true
  }
  return faults
}
