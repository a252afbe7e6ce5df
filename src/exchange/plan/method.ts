import type { Operation } from '../../protocol/protocol.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export const methodOf = (operation: Operation): Method => {
  switch (operation) {
    case 'retrieve':
    case 'list-input':
    case 'download':
    case 'list-documents':
      return 'GET'
    case 'delete':
      return 'DELETE'
    case 'update':
      return 'PATCH'
    case 'put-upload':
      return 'PUT'
    default:
      return 'POST'
  }
}
