import type { Fleet } from './fleet.ts'
import type { Scenario } from './run.ts'
import type { Workload } from './workload.ts'

/** The workloads, in the order in which they are told of; each is a file in `workloads/`. */
export const workloads = ['agents', 'bursts', 'batch', 'mix', 'busy-agents'] as const

type File = { readonly workload: Workload; readonly fleet: Fleet }

export const readScenario = async (
  name: string,
  extent: Pick<Scenario, 'accounts' | 'hours' | 'seed'>,
): Promise<Scenario> => {
  const file: File = await Bun.file(`${import.meta.dir}/workloads/${name}.json`).json()
  return { ...file, ...extent, source: name }
}
