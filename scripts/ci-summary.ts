#!/usr/bin/env bun
/**
 * Turns a test run's output into the line that decides: `N passed, N failed`.
 *
 * Usage: bun scripts/ci-summary.ts LOG TEST_EXIT_CODE FAILED_CHECKS
 */
export type Counts = { readonly passed: number; readonly failed: number }

/**
 * Reads the counts of the last summary that `bun test` printed. Whatever looks like one earlier on
 * belongs to a program under test. No summary, no tests, or an exit code that its summary does not
 * explain count as one failure: a run that proves nothing has not passed.
 */
export const countTests = (output: string, exitCode: number): Counts => {
  const counts = readSummary(output)
  const passed = counts.get('pass') ?? 0
  const failed = Math.max(counts.get('fail') ?? 0, counts.get('error') ?? 0)
  const isUnexplained = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: isUnexplained ? 1 : failed }
}

/** The lines above the last `Ran N tests …`, by their noun: ` 12 pass`, ` 1 fail`, ` 2 errors`. */
const readSummary = (output: string): ReadonlyMap<string, number> => {
  const lines = Bun.stripANSI(output).split(/\r?\n/)
  const end = lines.findLastIndex((line) => /^Ran \d+ tests? across \d+ files?\./.test(line))
  const counts = new Map<string, number>()
  for (const line of lines.slice(0, Math.max(end, 0)).toReversed()) {
    const [, count, noun] =
      /^\s*(\d+) (pass|fail|skip|todo|filtered out|error|expect\(\) call)/.exec(line) ?? []
    if (count === undefined || noun === undefined) break
    counts.set(noun, Number(count))
  }
  return counts
}

export const formatCounts = ({ passed, failed }: Counts): string =>
  `${passed} passed, ${failed} failed`

const main = async ([log = '', exitCode = '1', failedChecks = '0']: readonly string[]) => {
  const counts = countTests(await Bun.file(log).text(), Number(exitCode))
  const failed = counts.failed + Number(failedChecks)
  console.log(formatCounts({ passed: counts.passed, failed }))
  process.exitCode = failed === 0 ? 0 : 1
}

if (import.meta.main) await main(process.argv.slice(2))
