import type { HeaderFields, Refusal, WholeAnswer } from './answer.ts'
import type { Fault } from './fault.ts'
import type { OpenEntry, JournalWriter } from './journal.ts'
import type { Program, Taken } from './program.ts'
import type { ReceivedRequest } from './receive.ts'
import { admit, respond, type Admitted, type House } from './respond.ts'
import type { Say } from './say.ts'
import { scriptFor } from './script.ts'
import type { Step } from './step.ts'
import type { Allowance } from './vendor.ts'

export type Deciding = House & {
  readonly journal: JournalWriter
  readonly program: Program
  /** A pause before each event of a stream; 0 for none. */
  readonly paceMs: number
}

/** What will be played, and how the account gets its slot back. */
export type Decision = { readonly steps: readonly Step[]; release(): void }

/** A fault is only spent on a request that would be answered well. */
export const decide = (house: Deciding, request: ReceivedRequest, entry: OpenEntry): Decision => {
  const { vendor, clock } = house
  const requestId = `req_simulated_${entry.number}`
  const writeRefusal = (refusal: Refusal): WholeAnswer =>
    vendor.writeRefusal(refusal, requestId, clock.now())
  const admitted = admit(house, request)
  const plan = planFor(house, admitted)
  const answer = answerTo(house, request, { admitted, serial: entry.number, say: plan.say?.value })
  const isGood = answer.type !== 'refused'
  if (isGood) [plan.say, plan.fault].forEach((taken) => taken?.spend())
  const fault = isGood ? plan.fault?.value : undefined
  note(house.journal, entry, { admitted, fault })
  const written = answer.type === 'refused' ? writeRefusal(answer) : answer
  const steps = scriptFor(written, fault ?? paceOf(house), writeRefusal)
  const headers = headersFor(house, requestId, admitted.visit.account?.allowance())
  return {
    steps: steps.map((step) => addHeaders(step, headers)),
    release: admitted.type === 'admitted' ? admitted.release : () => undefined,
  }
}

const answerTo = (house: House, request: ReceivedRequest, { admitted, ...guest }: Asking) =>
  admitted.type === 'admitted'
    ? respond(house, request, { ...admitted, ...guest })
    : admitted.refusal

type Asking = {
  readonly admitted: Admitted
  readonly serial: number
  readonly say: Say | undefined
}

type Plan = { readonly fault: Taken<Fault> | undefined; readonly say: Taken<Say> | undefined }

const planFor = ({ program }: Deciding, admitted: Admitted): Plan => {
  if (admitted.type === 'refused') return { fault: undefined, say: undefined }
  const { account, route } = admitted
  return {
    fault: program.fault(account.name, route.operation),
    say: program.say(account.name, route.operation),
  }
}

const paceOf = ({ paceMs }: Deciding): Fault | undefined =>
  paceMs === 0 ? undefined : { type: 'slow', everyMs: paceMs }

const note = (
  journal: JournalWriter,
  entry: OpenEntry,
  { admitted, fault }: { readonly admitted: Admitted; readonly fault: Fault | undefined },
): void => {
  const { account, route, violations } = admitted.visit
  journal.update(entry, {
    account: account?.name ?? '',
    protocol: route?.protocol,
    operation: route?.operation,
    violations,
    fault,
  })
}

/** A label, and a cookie as the vendors' proxies set it, which no relay may pass on. */
const headersFor = (
  { vendor, clock }: House,
  requestId: string,
  allowance: Allowance | undefined,
): HeaderFields => ({
  ...vendor.headers(requestId, allowance, clock.now()),
  'x-simulated': 'switchyard',
  'set-cookie': '__cf_bm=simulated; path=/; HttpOnly; Secure; SameSite=None',
})

const addHeaders = (step: Step, headers: HeaderFields): Step =>
  step.type === 'head' ? { ...step, headers: { ...headers, ...step.headers } } : step
