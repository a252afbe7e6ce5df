import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'bun:test'
import { startFront } from '../harness.ts'
import { startAdmin } from './scripted-operator.ts'

test('the admin API is described as valid OpenAPI, every route of it', async () => {
  await using admin = startAdmin()
  const document = await (await fetch(`${admin.front.url}/swagger/json`)).json()
  const { valid, errors } = await new Validator().validate(document)
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined })
  const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const { routes } = (await admin.ask('/api/version/routes')).body
  const offered = Object.keys(routes).map((route) => route.replaceAll(/:(\w+)/g, '{$1}'))
  expect(described.filter((one) => one.includes(' /api/')).toSorted()).toEqual(offered.toSorted())
})

test('a server without the admin API says nothing of it', async () => {
  await using front = startFront()
  const document = await (await fetch(`${front.url}/swagger/json`)).json()
  expect(Object.keys(document.paths).filter((path) => path.startsWith('/api'))).toEqual([])
})
