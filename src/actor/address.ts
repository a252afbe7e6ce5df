import type { ActorRef, Message } from './message.ts'

/** The one place where a string becomes a reference: what it accepts is the caller's knowledge. */
export const refTo = <Accepted extends Message>(address: string): ActorRef<Accepted> =>
  address as ActorRef<Accepted>

export const nodeOf = (address: string): string => address.slice(0, address.indexOf('/'))

export const pathOf = (address: string): string =>
  address.slice(address.indexOf('/') + 1, address.lastIndexOf('#'))

const askMark = '/$ask/'

/** The address at which one answer is awaited. */
export const askAddress = (node: string, id: number): string => `${node}${askMark}${id}#${id}`

export const isAskAddress = (address: string): boolean => address.includes(askMark)

/** `#` and a leading `$` are the runtime's; `/` may be part of a name (`openai/team-1`). */
export const isValidName = (name: string): boolean =>
  name !== '' && !name.startsWith('$') && !name.includes('#')
