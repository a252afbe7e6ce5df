import { basename } from 'node:path'
import { complianceRules } from '../../src/app/scheduler-arguments.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import { faultText, loadSettings } from '../../src/settings/index.ts'
import { Mistake } from './mistake.ts'
import { openOurs, type OperatorRules } from './ours.ts'
import type { Policy } from './policies.ts'

/**
 * Ours as an operator has set it: mode, waiting, guardrails and circuit breaker of a configuration file of the program,
 * which is read and checked as the program does. Its channels and accounts are left out: the fleet stands for them.
 */
export const policyOf = async (
  config: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Policy> => {
  const loaded = await loadSettings({
    configFile: config,
    environment,
    flags: [],
    whereabouts: { home: import.meta.dir, workingFolder: process.cwd() },
  })
  if (loaded.type === 'refused')
    throw new Mistake(
      `--config: ${config} cannot be used:\n${loaded.faults.map((fault) => `- ${faultText(fault)}`).join('\n')}`,
    )
  const { proxy, circuit_breaker: breaker } = loaded.settings
  const { scheduling } = proxy
  const rules: OperatorRules = {
    maxWaitMs: scheduling.max_wait_seconds * 1_000,
    maxWaiting: scheduling.max_waiting,
    compliance: complianceRules(proxy.compliance),
    rests: {
      isEnabled: breaker.enabled,
      quotaStepsMs: breaker.backoff_steps.map((seconds) => seconds * 1_000),
    },
  }
  const mode = modes[scheduling.mode]
  return {
    name: basename(config),
    family: 'configured',
    maxWaitMs: rules.maxWaitMs,
    config,
    open: (world) => openOurs({ ...world, mode, rules }),
  }
}
