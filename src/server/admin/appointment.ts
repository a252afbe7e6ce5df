import type { LiveAccount } from '../../scheduler/messages.ts'
import { safeText } from '../../telemetry/fields.ts'

export type Appointment = LiveAccount['appointments'][number]

/** When recurring work is done next, and how it went. What it met may be quoted from anybody. */
export const writeAppointment = (appointment: Appointment, now: number) => ({
  next_in_ms: Math.max(0, appointment.nextAt - now),
  running_for_ms:
    appointment.runningSince === 0 ? null : Math.max(0, now - appointment.runningSince),
  last_result: safeText(appointment.lastResult),
  runs: appointment.runs,
  failures: appointment.failures,
})
