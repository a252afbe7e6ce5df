import { describe, expect, test } from 'bun:test'
import { openCatalog } from '../../../src/scheduler/routing/catalog.ts'
import type { RoutableChannel } from '../../../src/scheduler/messages.ts'
import { route, type Routing } from '../../../src/scheduler/routing/route.ts'
import { routable } from '../../support/scheduler-world.ts'

const speaking = (protocol: 'anthropic' | 'gemini') => [
  { protocol, operation: 'generate' } as const,
]

const channels: readonly RoutableChannel[] = [
  routable({ id: 'openai', models: [], modelPatterns: ['gpt-*'] }),
  routable({
    id: 'anthropic',
    models: [],
    modelPatterns: ['claude-*'],
    speaks: speaking('anthropic'),
  }),
  routable({ id: 'listed', models: ['llama-3', 'qwen-*', 'org/model'] }),
  routable({ id: 'mirror', models: [] }),
]

type Setting = Partial<Pick<Routing, 'mapping' | 'defaultChannel' | 'splitsModels'>> & {
  /** What the upstream of `mirror` lists. */
  readonly mirrored?: readonly string[]
}

const go = (
  wish: string | Partial<Parameters<typeof route>[0]>,
  { mapping = {}, defaultChannel = '', splitsModels = false, mirrored = [] }: Setting = {},
) => {
  const byId = new Map(channels.map((channel) => [channel.settings.id, channel]))
  const catalog = openCatalog()
  catalog.configure(byId)
  if (mirrored.length > 0)
    catalog.learn(
      'mirror/a',
      'mirror',
      mirrored.map((id) => ({ id, channel: 'mirror' })),
    )
  const asked = typeof wish === 'string' ? { model: wish } : wish
  const result = route(
    { scope: '', model: 'm', protocol: 'openai-chat', operation: 'generate', ...asked },
    { channels: byId, catalog, mapping, defaultChannel, splitsModels },
  )
  if (result.type === 'uncounted')
    return `uncounted ${result.target.channel} ${result.target.model}`
  return result.type === 'routed'
    ? result.targets.map(({ channel, model, wish: wanted }) =>
        `${channel} ${model} ${wanted}`.trim(),
      )
    : result.failure
}

describe('a scoped path', () => {
  test('leads to its channel, with any model', () => {
    expect(go({ scope: 'openai', model: 'whatever' })).toEqual(['openai whatever'])
  })

  test('may name its channel once more', () => {
    expect(go({ scope: 'openai', model: 'openai/gpt-x' })).toEqual(['openai gpt-x'])
  })

  test('keeps a slash that names no channel, or another one', () => {
    expect(go({ scope: 'mirror', model: 'org/model' })).toEqual(['mirror org/model'])
    expect(go({ scope: 'mirror', model: 'openai/gpt-x' })).toEqual(['mirror openai/gpt-x'])
  })

  test('knows no mapping and no default', () => {
    const mapping = { '*': 'listed/llama-3' }
    expect(go({ scope: 'openai', model: 'x' }, { mapping })).toEqual(['openai x'])
  })

  test('to a channel that lists other models finds none', () => {
    expect(go({ scope: 'listed', model: 'llama-4' })).toMatchObject({
      code: 'model_not_found',
      status: 404,
      message: expect.stringContaining("did you mean 'llama-3'?"),
    })
  })

  test('to no channel names those that are near, or all', () => {
    expect(go({ scope: 'opnai' })).toMatchObject({
      code: 'channel_not_found',
      status: 404,
      message: "there is no channel 'opnai': did you mean 'openai'?",
    })
    expect(go({ scope: 'zzzzzzzzzz' })).toMatchObject({
      message: expect.stringContaining('there are openai, anthropic, listed, mirror'),
    })
  })
})

describe('a model that begins with a channel', () => {
  test('leads there', () => {
    expect(go('mirror/org/x')).toEqual(['mirror org/x'])
  })

  test('leads nowhere else, although others list the rest', () => {
    expect(go('listed/gpt-x')).toMatchObject({ code: 'model_not_found' })
  })

  test('comes before a mapping', () => {
    expect(go('openai/x', { mapping: { '*': 'listed/llama-3' } })).toEqual(['openai x'])
  })

  test('is a model with a slash when there is no such channel', () => {
    expect(go('org/model')).toEqual(['listed org/model'])
  })
})

describe('a mapping', () => {
  const mapping = {
    'gpt-4*': 'mirror/wide',
    'gpt-4o-*': 'mirror/narrow',
    'gpt-4o-mini': 'mirror/exact',
    alias: 'llama-3',
    nowhere: 'unknown',
  }

  test.each([
    ['gpt-4o-mini', 'mirror exact'],
    ['gpt-4o-max', 'mirror narrow'],
    ['gpt-4.1', 'mirror wide'],
    ['alias', 'listed llama-3'],
    ['gpt-5', 'openai gpt-5'],
  ])('of %s leads to %s: the exact one, else the most specific', (model, target) => {
    expect(go(model, { mapping })).toEqual([target])
  })

  test('to a model nobody serves is told by the name that was asked for', () => {
    expect(go('nowhere', { mapping })).toMatchObject({
      code: 'model_not_found',
      message: expect.stringContaining("'nowhere'"),
    })
  })
})

describe('a bare model', () => {
  test('leads to every channel that lists it', () => {
    expect(go('llama-3', { mirrored: ['llama-3'] })).toEqual(['listed llama-3', 'mirror llama-3'])
  })

  test('leads by pattern only where nothing is listed', () => {
    expect(go('gpt-new')).toEqual(['openai gpt-new'])
    expect(go('qwen-7')).toEqual(['listed qwen-7'])
  })

  test('that nobody lists leads to the default channel', () => {
    expect(go('new-one', { defaultChannel: 'mirror' })).toEqual(['mirror new-one'])
    expect(go('new-one', { defaultChannel: 'listed' })).toMatchObject({ code: 'model_not_found' })
    expect(go('new-one', { defaultChannel: 'gone' })).toMatchObject({ status: 404, param: 'model' })
  })

  test('that is mistyped is told what is near', () => {
    expect(go('lama-3')).toMatchObject({
      message: "no channel serves the model 'lama-3': did you mean 'llama-3'?",
    })
  })
})

describe('a protocol that the channel does not speak', () => {
  test('is refused, and told which it speaks', () => {
    expect(go('claude-x')).toMatchObject({
      code: 'unsupported_protocol',
      status: 400,
      message: expect.stringContaining('anthropic speaks anthropic'),
    })
  })

  test('is no matter when another channel with the model speaks it', () => {
    expect(go('claude-x', { mirrored: ['claude-x'] })).toEqual(['mirror claude-x'])
  })

  test('an operation that it does not offer is refused alike', () => {
    expect(go({ model: 'gpt-x', operation: 'embed' })).toMatchObject({ status: 400 })
  })
})

describe('the ending of a name', () => {
  const listed = { mirrored: ['some-model', 'some-model-max'], splitsModels: true }

  test('is a wish where the operator lets names end so', () => {
    expect(go('some-model-high-search', listed)).toEqual(['mirror some-model high search'])
    expect(go('some-model-search-low', listed)).toEqual(['mirror some-model search low'])
    expect(go('mirror/some-model-nothinking', listed)).toEqual(['mirror some-model none'])
  })

  test('belongs to the name of a model that is called so', () => {
    expect(go('some-model-max', listed)).toEqual(['mirror some-model-max'])
  })

  test('is nothing but a name else', () => {
    expect(go('some-model-high', { ...listed, splitsModels: false })).toMatchObject({
      code: 'model_not_found',
    })
    expect(go('gpt-5-high', listed)).toEqual(['openai gpt-5 high'])
    expect(go('unknown-high', listed)).toMatchObject({ code: 'model_not_found' })
  })
})

describe('a count', () => {
  const count = (model: string) => go({ operation: 'count-tokens', protocol: 'anthropic', model })

  test('is nobody’s where the model is served without a counter', () => {
    expect(count('llama-3')).toBe('uncounted listed llama-3')
  })

  test('of a model that nobody serves is refused like any request for it', () => {
    expect(count('llama-4')).toMatchObject({ code: 'model_not_found', status: 404 })
  })
})

describe('a protocol that a channel has to be translated for', () => {
  const translating = routable({
    id: 'translating',
    models: ['shared'],
    speaks: [{ protocol: 'openai-chat', operation: 'generate', isTranslated: true }],
  })
  const native = routable({ id: 'speaking', models: ['shared'] })
  const catalog = openCatalog()
  const byId = new Map([translating, native].map((channel) => [channel.settings.id, channel]))
  catalog.configure(byId)

  test('is served there too, behind the channels that speak it', () => {
    const routed = route(
      { scope: '', model: 'shared', protocol: 'openai-chat', operation: 'generate' },
      { channels: byId, catalog, mapping: {}, defaultChannel: '', splitsModels: false },
    )
    expect(routed).toEqual({
      type: 'routed',
      targets: [
        { channel: 'speaking', model: 'shared', wish: '' },
        { channel: 'translating', model: 'shared', wish: '', isTranslated: true },
      ],
    })
  })
})
