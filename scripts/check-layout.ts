#!/usr/bin/env bun
/**
 * Holds the tree against the plan of the house (`scripts/layout/house.ts`): import direction, cycles,
 * banned globals, vendor names, packages in their one place, depth. Exit code 1 when anything is found.
 *
 * Usage: bun scripts/check-layout.ts [ROOT]
 */
import { checkFileCycles, checkPlanCycles } from './layout/cycles.ts'
import { checkGlobals } from './layout/globals.ts'
import {
  globalExceptions,
  longFileLines,
  maxFolderLevels,
  plan,
  vendorNames,
  vendorPlaces,
} from './layout/house.ts'
import { checkImports } from './layout/imports.ts'
import { checkVendorNames } from './layout/names.ts'
import { checkDepth, longFiles } from './layout/size.ts'
import { readSources, type Source, type Violation } from './layout/source.ts'

export const checkLayout = (sources: readonly Source[]): readonly Violation[] => [
  ...checkPlanCycles(plan),
  ...checkImports(sources, plan),
  ...checkFileCycles(sources),
  ...checkGlobals(sources, globalExceptions),
  ...checkVendorNames(sources, vendorNames, vendorPlaces),
  ...checkDepth(sources, maxFolderLevels),
]

const main = async (root: string): Promise<void> => {
  const sources = await readSources(root, ['src', 'workers'])
  const violations = checkLayout(sources)
  for (const { rule, path, line, message } of violations) {
    console.error(`${path}:${line} ${rule}: ${message}`)
  }
  for (const { path, lines } of longFiles(sources, longFileLines)) {
    console.error(`${path}: ${lines} lines, is there a second subject in it?`)
  }
  console.error(`layout: ${sources.length} files, ${violations.length} violations`)
  process.exitCode = violations.length === 0 ? 0 : 1
}

if (import.meta.main) await main(process.argv[2] ?? '.')
