import type { Failure } from '../../ir/failure.ts'
import { badField, inConflict } from '../refusal.ts'
import {
  type Fault,
  faultText,
  leavesOf,
  pathText,
  type SettingsChange,
} from '../../settings/index.ts'
import { audit } from './audit.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminAnswer, type Asker } from './route.ts'

/** Whether such changes hold at once; what became of one is in `applied`. */
export const policies = ['always_hot_applied', 'hot_applied_when_safe', 'requires_restart'] as const

type Snapshot = Readonly<Record<string, unknown>>

export type Change = {
  readonly operator: Operator
  readonly asker: Asker
  /** Its name in the audit. */
  readonly action: string
  readonly policy: (typeof policies)[number]
  /** See `ChangeSettings`. */
  readonly patch: Readonly<Record<string, unknown>>
  /** Where in the settings the fields of the body stand: a fault of one is told by the field's own name. */
  readonly within: string
  /** What it is about, as it is now: for the answer and, before and after, for the audit. */
  readonly snapshot: () => Snapshot | Promise<Snapshot>
  /** The member of the answer that holds the snapshot; absent: its members stand in the answer itself. */
  readonly under?: string
}

/** Changes settings in every respect: checked as a whole, in effect, kept, written down, and told as it is. */
export const makeChange = async (change: Change): Promise<AdminAnswer> => {
  const { operator, asker, action, policy, patch, snapshot, under } = change
  const before = await snapshot()
  const result = await operator.changeSettings(patch)
  if (result.type === 'refused') return refused(refusalOf(result.faults, change))
  const after = await snapshot()
  audit(operator.log, { action, asker, before, after })
  const idle = unusedIn(operator, patch)
  const isLate = result.requiresRestart.length > 0
  return told({
    ok: true,
    saved: result.saved,
    message: messageOf(operator, result, idle),
    runtime_apply: {
      policy,
      applied: !isLate && result.overruled.length === 0 && idle.length === 0,
      requires_restart: isLate,
    },
    ...(under === undefined ? after : { [under]: after }),
  })
}

type Changed = Extract<SettingsChange, { type: 'changed' }>

const messageOf = (
  operator: Operator,
  { saved, requiresRestart, overruled }: Changed,
  idle: readonly string[],
): string => {
  const described = operator.describeSettings()
  const sentences = [
    ...overruled.map(
      (path) =>
        `${path} does not hold: ${described.get(path)?.source ?? 'a higher layer'} says something else.`,
    ),
    ...idle.map((path) => `${path} has no effect in this version.`),
    ...requiresRestart.map((path) => `${path} holds after the next start.`),
    ...(saved ? [] : ['It is not in the database yet: until it is, it ends with the program.']),
  ]
  return sentences.length === 0 ? 'It holds from now on.' : sentences.join(' ')
}

const unusedIn = (operator: Operator, patch: unknown): readonly string[] => {
  const described = operator.describeSettings()
  return leavesOf(patch)
    .map(({ path }) => pathText(path))
    .filter((path) => described.get(path)?.isUsed === false)
}

/** What was sent is at fault, or it does not go with what stands elsewhere: in the file, or in other settings. */
const refusalOf = (faults: readonly Fault[], { patch, within }: Change): Failure => {
  const sent = placesIn(patch)
  const own = faults.find(({ path }) => sent.some((one) => isIn(path, one)))
  const message = `Nothing was changed. ${faults.map(faultText).join('\n')}`
  if (own === undefined) return inConflict('settings_in_conflict', message)
  return badField(fieldOf(own, within), message, 'invalid_settings')
}

/** Where something was sent; also nothing, in the place of something. */
const placesIn = (tree: unknown, path: readonly string[] = []): readonly string[] => {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return [pathText(path)]
  const inner = Object.entries(tree).flatMap(([key, value]) => placesIn(value, [...path, key]))
  return inner.length === 0 ? [pathText(path)] : inner
}

const isIn = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)

const fieldOf = ({ path }: Fault, within: string): string =>
  path.startsWith(`${within}.`) ? path.slice(within.length + 1) : path
