#!/usr/bin/env bun
/**
 * What it costs the scheduler to note where a prompt was sent, of a program whose requests all begin alike and go on by
 * themselves, while the marks become as many as are kept. A request has nine marks, eight of them its own. Figures are of
 * this machine, for comparison within one run.
 *
 * Usage: bun bench/affinity.ts
 */
import type { Prefixes } from '../src/ir/prefix.ts'
import { Affinity } from '../src/scheduler/cache/affinity.ts'
import { openPrompt } from '../src/scheduler/cache/prompt.ts'

const rounds = 5
const requests = 8_000

const prefixesOf = (request: number): Prefixes => ({
  lifetimeMs: 300_000,
  list: Array.from({ length: 9 }, (_, index) => ({
    mark: (index === 0 ? 0 : request * 10 + index).toString(16).padStart(16, '0'),
    bytes: (index + 1) * 4_096,
  })),
})

const place = { user: 'user', channel: 'channel', model: 'model' }
const affinity = new Affinity()
for (let round = 0; round < rounds; round += 1) {
  const prompts = Array.from({ length: requests }, (_, index) =>
    prefixesOf(round * requests + index),
  )
  const begin = Bun.nanoseconds()
  for (const prefixes of prompts) affinity.expect(openPrompt({ ...place, prefixes }), 'account', 0)
  const us = (Bun.nanoseconds() - begin) / 1_000 / requests
  console.log(`${affinity.size} marks: ${us.toFixed(1)} µs a request`)
}
