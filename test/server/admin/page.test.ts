import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { root } from '../../support/process.ts'
import { startAdmin } from './scripted-operator.ts'

const page = await Bun.file(join(root, 'docs/admin.md')).text()
const [here = '', notHere = ''] = page.split("## gephyr's routes that are not here")

const routesIn = (text: string): readonly string[] =>
  Array.from(
    text.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/api\/[^`]*)`/g),
    ([, one = '']) => one,
  )

const firstCells = (table: string): string =>
  Array.from(table.matchAll(/^\| (.*?) \|/gm), ([, cell = '']) => cell).join('\n')

/** The name of an account may come in two parts, which is said once. */
const offeredBy = (routes: object): readonly string[] =>
  Object.keys(routes)
    .filter((route) => !route.endsWith('/:credential'))
    .map((route) => route.replaceAll(/:(\w+)/g, '{$1}'))

test('the page names every route there is, and those that are left out are not there', async () => {
  await using admin = startAdmin()
  const offered = offeredBy((await admin.ask('/api/version/routes')).body.routes)
  const named = routesIn(here)
  const leftOut = routesIn(firstCells(notHere))
  expect(offered.filter((route) => !named.includes(route))).toEqual([])
  expect(named.filter((route) => !offered.includes(route))).toEqual([])
  expect(leftOut.length).toBeGreaterThan(10)
  expect(leftOut.filter((route) => offered.includes(route))).toEqual([])
})

test('its example of an answer is what a change answers', async () => {
  await using admin = startAdmin()
  const { body } = await admin.post('/api/proxy/request-timeout', { request_timeout: 120 })
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? []
  expect(body).toEqual({
    ...JSON.parse(example),
    request_timeout: 120,
    effective_request_timeout: 120,
  })
})

const rowsOfNumbers = page.split('### The numbers')[1]?.split('Not there:')[0] ?? ''

test('it names every number, and no other', async () => {
  await using admin = startAdmin()
  const { body } = await admin.ask('/api/proxy/metrics')
  const limits = (await admin.ask('/api/proxy/compliance')).body.config
  const told = Object.entries<object>(body).flatMap(([name, value]) =>
    typeof value === 'object' && !Array.isArray(value) ? [name, ...Object.keys(value)] : [name],
  )
  const named = Array.from(rowsOfNumbers.matchAll(/`([a-z_\d]+)`/g), ([, name = '']) => name)
  // "The limits", as the page says.
  const all = new Set([...named, ...Object.keys(limits)])
  expect(told.filter((name) => !all.has(name))).toEqual([])
  expect(new Set(named).difference(new Set(told))).toEqual(new Set())
})
