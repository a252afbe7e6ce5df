import { nothingToChange } from '../refusal.ts'
import { makeChange } from './change.ts'
import { shownBy, takenBy } from './describe.ts'
import { readFields, readInner, readSome, type Field, type Read, type Table } from './fields.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminRoute, type Question } from './route.ts'
import { changeExample, stickyOf, timeoutOf } from './snapshots.ts'

const stickyFields: readonly Field[] = [
  { name: 'persist_session_bindings' },
  { name: 'scheduling' },
]

const schedulingFields: readonly Field[] = [
  { name: 'mode' },
  { name: 'max_wait_seconds' },
  { name: 'max_waiting' },
]

const stickyNames = [
  'persist_session_bindings',
  ...schedulingFields.map(({ name }) => `scheduling.${name}`),
]

const timeoutFields: readonly Field[] = [
  {
    name: 'request_timeout',
    aliases: ['requestTimeoutSeconds', 'request_timeout_seconds'],
  },
]

const stickyExample = {
  persist_session_bindings: true,
  scheduling: { mode: 'balance', max_wait_seconds: 60, max_waiting: 1000 },
  preferred_account_id: null,
}

const timeoutExample = { request_timeout: 120, effective_request_timeout: 120 }

export const schedulingRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/sticky',
    id: 'getSticky',
    summary: 'How sessions stay with their accounts',
    description: 'The settings that decide it.',
    shown: shownBy(stickyExample),
    answer: () => told(stickyOf(operator.settings())),
  },
  {
    method: 'POST',
    path: '/api/proxy/sticky',
    id: 'setSticky',
    summary: 'Change how sessions stay with their accounts',
    description:
      'At least one field. `mode` in either spelling (`cache_first`, `CacheFirst`). Null takes back what was changed here.',
    request: takenBy({ scheduling: { mode: 'cache_first', max_wait_seconds: 30 } }),
    shown: shownBy({ ...changeExample, sticky: stickyExample }),
    answer: (question) => setSticky(operator, question),
  },
  {
    method: 'GET',
    path: '/api/proxy/request-timeout',
    id: 'getRequestTimeout',
    summary: 'How long a request may take to its first event',
    description: 'In seconds.',
    shown: shownBy(timeoutExample),
    answer: () => told(timeoutOf(operator.settings())),
  },
  {
    method: 'POST',
    path: '/api/proxy/request-timeout',
    id: 'setRequestTimeout',
    summary: 'Change how long a request may take to its first event',
    description: '1 to 600 seconds. Requests that go on keep the time that they began with.',
    request: takenBy({ request_timeout: 90 }),
    shown: shownBy({ ...changeExample, ...timeoutExample }),
    answer: (question) => setTimeoutOf(operator, question),
  },
]

const setSticky = (operator: Operator, { body, asker }: Question) => {
  const read = readFields(body, stickyFields)
  if (read.type === 'refused') return read
  const inner = readScheduling(read.table)
  if (inner?.type === 'refused') return inner
  const { scheduling: _, ...own } = read.table
  const scheduling = inner?.table ?? {}
  if (Object.keys({ ...own, ...scheduling }).length === 0)
    return refused(nothingToChange(stickyNames))
  return makeChange({
    operator,
    asker,
    action: 'update_proxy_sticky',
    policy: 'always_hot_applied',
    patch: { proxy: { ...own, ...(inner === undefined ? {} : { scheduling }) } },
    within: 'proxy',
    snapshot: () => stickyOf(operator.settings()),
    under: 'sticky',
  })
}

/** Null takes all of it back. */
const readScheduling = (table: Table): Read | undefined =>
  table['scheduling'] === null
    ? { type: 'read', table: Object.fromEntries(schedulingFields.map(({ name }) => [name, null])) }
    : readInner(table, 'scheduling', schedulingFields)

const setTimeoutOf = (operator: Operator, { body, asker }: Question) => {
  const read = readSome(body, timeoutFields)
  if (read.type === 'refused') return read
  return makeChange({
    operator,
    asker,
    action: 'update_proxy_request_timeout',
    policy: 'always_hot_applied',
    patch: { proxy: read.table },
    within: 'proxy',
    snapshot: () => timeoutOf(operator.settings()),
  })
}
