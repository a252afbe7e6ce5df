import type { Rewritten } from './rewritten.ts'
import { isTable, pathText, type Path, type Table, valueAt } from './path.ts'

const wrappers = ['builtin', 'Builtin', 'custom', 'Custom']
const keyVariants = new Set([
  'OpenAi',
  'Anthropic',
  'AiStudio',
  'VertexExpress',
  'Nvidia',
  'DeepSeek',
  'Groq',
  'Custom',
])

type Finding = Rewritten['faults'][number]
type Form = {
  readonly value: unknown
  readonly faults: readonly Finding[]
  readonly moved: readonly [string, string][]
}

/** API keys in the forms of gproxy (`builtin = { OpenAi = { api_key } }`, `Custom = { api_key }`) become `secret`. */
export const credentialForms = (rewritten: Rewritten): Rewritten => {
  const { tree } = rewritten
  const channels = isTable(tree) ? tree['channels'] : undefined
  if (!isTable(tree) || !Array.isArray(channels)) return rewritten
  const forms = channels.map((channel: unknown, index) => channelForm(channel, ['channels', index]))
  return {
    tree: { ...tree, channels: forms.map(({ value }) => value) },
    moved: new Map([...rewritten.moved, ...forms.flatMap(({ moved }) => moved)]),
    faults: [...rewritten.faults, ...forms.flatMap(({ faults }) => faults)],
  }
}

const channelForm = (channel: unknown, path: Path): Form => {
  const credentials = isTable(channel) ? channel['credentials'] : undefined
  if (!isTable(channel) || !Array.isArray(credentials)) return asItIs(channel)
  const forms = credentials.map((credential: unknown, index) =>
    credentialForm(credential, [...path, 'credentials', index]),
  )
  const settings = credentials.some(isCustomForm) ? withProtocol(channel['settings']) : {}
  return {
    value: { ...channel, ...settings, credentials: forms.map(({ value }) => value) },
    faults: forms.flatMap(({ faults }) => faults),
    moved: forms.flatMap(({ moved }) => moved),
  }
}

const isCustomForm = (credential: unknown): boolean =>
  isTable(credential) &&
  (valueAt(credential, ['Custom']) ?? valueAt(credential, ['builtin', 'Custom'])) !== undefined

/** In gproxy a custom channel that says nothing of protocols speaks OpenAI chat. */
const withProtocol = (settings: unknown): Table =>
  isTable(settings) && settings['protocol'] === undefined
    ? { settings: { ...settings, protocol: 'openai-chat' } }
    : {}

const asItIs = (value: unknown): Form => ({ value, faults: [], moved: [] })

const credentialForm = (credential: unknown, path: Path): Form => {
  if (!isTable(credential)) return asItIs(credential)
  const named = withTextId(credential)
  const wrapper = wrappers.find((key) => Object.hasOwn(named, key))
  if (wrapper === undefined) return asItIs(named)
  const content = named[wrapper]
  const rest = Object.fromEntries(Object.entries(named).filter(([key]) => key !== wrapper))
  const isBare = wrapper.toLowerCase() === 'custom'
  if (isBare) return keyForm({ rest, variant: content, path: [...path, wrapper] }, path)
  const variants = isTable(content) ? Object.entries(content) : []
  const [name, variant] = variants[0] ?? ['', undefined]
  if (variants.length !== 1 || !keyVariants.has(name)) {
    return asItIs(content === null ? rest : { ...rest, builtin: content })
  }
  return keyForm({ rest, variant, path: [...path, wrapper, name] }, path)
}

type KeyVariant = { readonly rest: Table; readonly variant: unknown; readonly path: Path }

const keyForm = ({ rest, variant, path }: KeyVariant, credentialPath: Path): Form => {
  const at = (key: string) => pathText([...path, key])
  const keys = isTable(variant) ? Object.keys(variant) : []
  const unknown = keys
    .filter((key) => key !== 'api_key')
    .map((key) => ({ path: at(key), message: 'is no known setting', near: at('api_key') }))
  if (!isTable(variant) || !keys.includes('api_key')) {
    const missing = { path: pathText(path), message: 'must be a table with `api_key`' }
    return { value: rest, faults: [...unknown, missing], moved: [] }
  }
  if (Object.hasOwn(rest, 'secret')) {
    const twice = {
      path: at('api_key'),
      message: 'stands beside `secret`: one of the two is meant',
    }
    return { value: rest, faults: [...unknown, twice], moved: [] }
  }
  return {
    value: { ...rest, secret: variant['api_key'] },
    faults: unknown,
    moved: [[pathText([...credentialPath, 'secret']), at('api_key')]],
  }
}

/** gproxy numbers credentials; here an id is a text. */
const withTextId = (credential: Table): Table =>
  typeof credential['id'] === 'number'
    ? { ...credential, id: String(credential['id']) }
    : credential
