import { afterAll, expect, test } from 'bun:test'
import { chmodSync, existsSync, statSync } from 'node:fs'
import { randomBytes } from '../../src/app/access.ts'
import { openSeal } from '../../src/app/seal.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
let files = 0
const freshFile = (): string => folder.file(`key-${++files}`)

const sealWith = (secret: string, file = freshFile()) => openSeal({ secret, file, randomBytes })

test('what is sealed is unreadable, never twice the same, and opens with the same key', async () => {
  const seal = sealWith('of the operator')
  const [one, other] = [
    await seal.seal('a secret 模型', 'x'),
    await seal.seal('a secret 模型', 'x'),
  ]
  expect(Buffer.from(one, 'base64').toString()).not.toContain('secret')
  expect(one).not.toBe(other)
  expect(await sealWith('of the operator').open(one, 'x')).toBe('a secret 模型')
})

test('it does not open with another key, in another place, or changed', async () => {
  const seal = sealWith('of the operator')
  const sealed = await seal.seal('a secret', 'x')
  const changed = Buffer.from(sealed, 'base64')
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
  expect([
    await sealWith('of another').open(sealed, 'x'),
    await seal.open(sealed, 'y'),
    await seal.open(changed.toString('base64'), 'x'),
    await seal.open('', 'x'),
  ]).toEqual([undefined, undefined, undefined, undefined])
})

test('without a key of the operator’s one is made when it is needed, for its owner alone, and used again', async () => {
  const file = freshFile()
  const seal = sealWith('', file)
  expect(existsSync(file)).toBe(false)
  const sealed = await seal.seal('a secret', 'x')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await sealWith('', file).open(sealed, 'x')).toBe('a secret')
})

test('many texts are sealed at once with one key that is made for them', async () => {
  const seal = sealWith('')
  const texts = ['a', 'b', 'c', 'd']
  const sealed = await Promise.all(texts.map((text) => seal.seal(text, 'x')))
  expect(await Promise.all(sealed.map((text) => seal.open(text, 'x')))).toEqual(texts)
})

test('a key that others could read is closed to them', async () => {
  const file = freshFile()
  await sealWith('', file).seal('a secret', 'x')
  chmodSync(file, 0o644)
  await sealWith('', file).seal('another', 'x')
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('no key is made to open what another one has sealed', async () => {
  const file = freshFile()
  expect(await sealWith('', file).open('AAAA', 'x')).toBeUndefined()
  expect(existsSync(file)).toBe(false)
})

test('a file that holds no key is named, and left as it is', async () => {
  const file = freshFile()
  await Bun.write(file, 'no key')
  const seal = sealWith('', file)
  await expect(seal.seal('a secret', 'x')).rejects.toThrow(file)
  expect(await seal.open('AAAA', 'x')).toBeUndefined()
  expect(await Bun.file(file).text()).toBe('no key')
})
