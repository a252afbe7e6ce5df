import { cpus, totalmem } from 'node:os'

/** Puts a report between its marks in the page; the rest of it is written by hand and stays. */
export const intoPage = async (
  part: 'measured' | 'pairs' | 'simulated',
  report: string,
  page = 'docs/benchmarks.md',
): Promise<void> => {
  const text = await Bun.file(page).text()
  const begin = text.indexOf(`<!-- ${part}: begin -->`)
  const end = text.indexOf(`<!-- ${part}: end -->`)
  if (begin === -1 || end < begin) throw new Error(`${page} has lost the marks of its ${part} part`)
  const marked = `<!-- ${part}: begin -->\n\n${report}\n\n`
  await Bun.write(page, text.slice(0, begin) + marked + text.slice(end))
  await Bun.$`bun fmt --no-script ${page}`.quiet()
}

export const measuredOn = (): string => {
  const date = new Date().toISOString().slice(0, 10)
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  const machine = `${cpus().length} cores (${cpus()[0]?.model}), ${memory}, ${process.platform} ${process.arch}`
  return `Measured on ${date}: ${machine}, Bun ${Bun.version}`
}
