#!/usr/bin/env bun
/**
 * What choosing among 10,000 accounts costs when so many models are asked for in turn, of which accounts know something:
 * how soon they answered, or that they rest for it. Each choice is followed by what a request changes of its account.
 * Figures are of this machine, for comparison within one run.
 *
 * Usage: bun bench/choices-by-model.ts
 */
import { freshStatus } from '../src/account/messages.ts'
import type { AccountEntry } from '../src/scheduler/standing/account-pool.ts'
import { fieldOf } from '../src/scheduler/choice/field.ts'
import type { ModeName } from '../src/scheduler/messages.ts'
import { modes } from '../src/scheduler/mode/index.ts'
import { openShelf } from '../src/scheduler/tree/open-shelf.ts'
import { Shelves } from '../src/scheduler/tree/shelves.ts'
import { entryOf, openSight } from '../test/support/entries.ts'
import { routable } from '../test/support/scheduler-world.ts'

const ACCOUNTS = 10_000
/** Of a model, where accounts rest for it. */
const RESTING = 5

const openFleet = (mode: ModeName, models: readonly string[]) => {
  const sight = openSight()
  const entries = new Map<string, AccountEntry>()
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const entry = entryOf(String(index), {}, { maxConcurrency: 8 })
    entries.set(entry.settings.id, entry)
  }
  const list = Array.from(entries.values())
  for (const [index, model] of models.entries())
    for (const entry of list.slice(index * RESTING, (index + 1) * RESTING)) {
      const rest = { model, until: sight.clock.now() + 3_600_000, cause: 'quota' as const }
      entry.status = { ...freshStatus, cooldowns: [...entry.status.cooldowns, rest] }
    }
  const routing = {
    channels: new Map([['openai', routable({ mode })]]),
    catalog: sight.catalog,
    mapping: {},
    defaultChannel: '',
    splitsModels: false,
  }
  const shelves = new Shelves(entries, modes)
  return (model: string): AccountEntry => {
    const target = { channel: 'openai', model, wish: '' }
    const shelf = shelves.open(target, routing, sight)
    if (shelf === undefined) throw new Error('there are accounts')
    const open = openShelf(shelf, target, { tries: new Map(), mode: modes[mode] })
    const draw = { mode: modes[mode], random: sight.random, fits: () => true, isLarge: () => false }
    const [leaf] = fieldOf([open], draw, 0).order()
    const entry = entries.get(leaf?.standing.account ?? '')
    if (entry === undefined) throw new Error('nobody was ready')
    shelves.touch(entry)
    return entry
  }
}

/** Answers µs. */
const measure = (mode: ModeName, names: number, isResting: boolean): number => {
  const models = Array.from({ length: names }, (_, index) => `model-${index}`)
  const choose = openFleet(mode, isResting ? models : [])
  const rounds = Math.max(2, Math.ceil(4_000 / names))
  let startedAt = 0
  for (let round = 0; round < rounds; round += 1) {
    // The first one builds what stays.
    if (round === 1) startedAt = performance.now()
    for (const model of models) {
      const entry = choose(model)
      entry.latencies.put(model, 100)
      entry.latencies.keepNewest(100)
      entry.spent += 10
    }
  }
  return ((performance.now() - startedAt) / ((rounds - 1) * names)) * 1000
}

console.log('| models in turn | mode | that were served, µs | that some accounts rest for, µs |')
console.log('| --- | --- | --- | --- |')
for (const names of [1, 50, 200, 1_000])
  for (const mode of ['balance', 'performance_first'] as const) {
    const [served, resting] = [false, true].map((isResting) =>
      measure(mode, names, isResting).toFixed(1),
    )
    console.log(`| ${names} | ${mode} | ${served} | ${resting} |`)
  }
