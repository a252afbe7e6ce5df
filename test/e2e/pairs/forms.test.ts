import { expect, test } from 'bun:test'
import { zodResponseFormat } from 'openai/helpers/zod'
import { weatherReport } from '../../support/drivers/form.ts'
import { forms, isServed } from '../../support/drivers/driver.ts'
import { drivers } from '../../support/drivers/index.ts'
import { pairOptions, placeOf, toolUpstreams } from '../../support/pair-world.ts'
import { openaiClient } from '../../support/sdk-clients.ts'
import { shareWorld } from '../../support/shared-world.ts'

const task = 'fill'

const world = shareWorld(pairOptions)

const filled = {
  city: 'simulated by one',
  degrees: 1,
  sky: 'clear' as const,
  winds: [{ from: 'simulated by one', gusts: true }],
  note: 'simulated by one',
}

for (const upstream of toolUpstreams)
  for (const form of forms)
    for (const driver of drivers.filter((one) => isServed(one, upstream.protocol, { task, form })))
      test(`${driver.name} has a form filled in by ${upstream.protocol}: ${form}`, async () => {
        expect(await driver.fill?.(placeOf(world(), upstream), 'Report.', form)).toEqual(filled)
      })

/** Models of before structured output fill in the arguments of a tool that the client never sees. */
const old = {
  protocol: 'anthropic',
  vendor: 'anthropic',
  model: 'claude-3-5-haiku-latest',
} as const

for (const form of forms)
  for (const { name, fill } of drivers
    .filter((driver) => driver.protocol !== old.protocol)
    .filter((driver) => isServed(driver, old.protocol, { task, form })))
    test(`${name} has a form filled in by a model that knows of none: ${form}`, async () => {
      expect(await fill?.(placeOf(world(), old), 'Report.', form)).toEqual(filled)
    })

const strictNothing = {
  type: 'object',
  properties: {},
  required: [],
  additionalProperties: false,
}

/** Gemini has the one or the other before its third version. */
for (const form of forms)
  test(`a form is filled in by gemini beside tools: ${form}`, async () => {
    const { completions } = openaiClient(world(), { channel: 'to-gemini' }).chat
    const request = {
      model: 'gemini-2.5-flash',
      messages: [{ role: 'user' as const, content: 'Report, by structured_output.' }],
      tools: [
        {
          type: 'function' as const,
          function: { name: 'weather', strict: true, parameters: strictNothing },
        },
      ],
      response_format: zodResponseFormat(weatherReport, 'weather_report'),
    }
    const { choices } =
      form === 'whole'
        ? await completions.parse(request)
        : await completions.stream(request).finalChatCompletion()
    const { message, finish_reason } = choices[0] ?? {}
    expect({ parsed: message?.parsed, finish_reason }).toEqual({
      parsed: filled,
      finish_reason: 'stop',
    })
    expect(message?.tool_calls ?? []).toEqual([])
  })
