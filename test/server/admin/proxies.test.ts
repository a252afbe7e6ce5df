import { expect, test } from 'bun:test'
import type { SettingsChange } from '../../../src/settings/index.ts'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { startAdmin } from './scripted-operator.ts'

const changed: SettingsChange = {
  type: 'changed',
  saved: true,
  changed: [],
  requiresRestart: [],
  overruled: [],
}

test('a proxy that is added while others are is not lost', async () => {
  let settings = settingsOf({ channels: [openai] })
  await using admin = startAdmin({
    settings: () => settings,
    // Slow enough for the other requests to have come.
    changeSettings: async (patch) => {
      await admin.ask('/api/health')
      settings = settingsOf({ channels: [openai], ...Object(patch) })
      return changed
    },
  })
  const ids = ['a', 'b', 'c']
  await Promise.all(
    ids.map((id) => admin.post('/api/proxy/pool/proxies', { id, url: 'http://192.0.2.1:1' })),
  )
  expect(settings.proxy.proxy_pool.proxies.map(({ id }) => id).toSorted()).toEqual(ids)
})
