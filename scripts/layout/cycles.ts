import type { Plan } from './house.ts'
import { lineOf, resolveImport, type Source, type Violation } from './source.ts'

/** Files that import themselves over others, types included: each cycle once, from its first file. */
export const checkFileCycles = (sources: readonly Source[]): readonly Violation[] => {
  const graph = new Map(sources.map((source) => [source.path, targetsOf(source)]))
  const texts = new Map(sources.map((source) => [source.path, source.text]))
  return cyclesOf(graph).map((cycle) => {
    const [path = '', next = ''] = cycle
    const name = next.slice(next.lastIndexOf('/') + 1)
    const line = lineOf(texts.get(path) ?? '', new RegExp(`from '[^']*${RegExp.escape(name)}'`))
    return { rule: 'cycle', path, line, message: [...cycle, path].join(' -> ') }
  })
}

/**
 * Whole folders that may import each other: the plan itself would allow a cycle. Single files in the
 * plan (an actor's doors) are not counted, they import nothing of their folder but types.
 */
export const checkPlanCycles = (plan: Plan): readonly Violation[] => {
  const graph = new Map(
    Object.entries(plan).map(([folder, { imports }]) => [
      folder,
      imports.filter((entry) => entry in plan),
    ]),
  )
  return cyclesOf(graph).map((cycle) => ({
    rule: 'cycle',
    path: 'scripts/layout/house.ts',
    line: 0,
    message: `the plan allows ${[...cycle, cycle[0]].join(' -> ')}`,
  }))
}

const targetsOf = (source: Source): readonly string[] =>
  source.imports.flatMap(({ specifier }) => resolveImport(source.path, specifier) ?? [])

type Graph = ReadonlyMap<string, readonly string[]>

const cyclesOf = (graph: Graph): readonly (readonly string[])[] => {
  const done = new Set<string>()
  const cycles: string[][] = []
  const walk = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node)
    if (start !== -1) cycles.push(trail.slice(start))
    if (start !== -1 || done.has(node)) return
    for (const next of graph.get(node) ?? []) walk(next, [...trail, node])
    done.add(node)
  }
  for (const node of graph.keys()) walk(node, [])
  return cycles
}
