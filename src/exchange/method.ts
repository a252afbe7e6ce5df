import type { Operation } from '../protocol/protocol.ts'

export type Method = 'GET' | 'POST' | 'DELETE'

export const methodOf = (operation: Operation): Method => {
  switch (operation) {
    case 'retrieve':
    case 'list-input':
      return 'GET'
    case 'delete':
      return 'DELETE'
    default:
      return 'POST'
  }
}
