import type { Observed } from './bounds.ts'
import type { Figures } from './measure.ts'
import { titleOf, type Day } from './report.ts'

type Panel = {
  readonly title: string
  readonly of: (figures: Figures) => number
  readonly write: (value: number) => string
}

const panels: readonly Panel[] = [
  {
    title: 'cache read, of one unlimited account',
    of: ({ cacheOfIdeal }) => cacheOfIdeal,
    write: (value) => `${(value * 100).toFixed(1)} %`,
  },
  {
    title: 'first event, p99',
    of: ({ firstEventMs }) => firstEventMs.p99,
    write: (value) => `${(value / 1_000).toFixed(1)} s`,
  },
  {
    title: 'most used account, above the mean',
    of: ({ mostAboveMean }) => mostAboveMean,
    write: (value) => `${(value * 100).toFixed(0)} %`,
  },
  {
    title: 'requests refused',
    of: ({ refused, requests }) => refused / Math.max(1, requests),
    write: (value) => `${(value * 100).toFixed(2)} %`,
  },
]

const NAMES = 200
const BAR = 150
const PANEL = 240
const LINE = 17
const HEAD = 52
const GAP = 20

const colours = {
  ours: '#1f6feb',
  configured: '#54aeff',
  naive: '#8c959f',
  peer: '#d4772c',
} as const

/** A row of bars for each day: policies one below the other, one column a measure. */
export const drawDays = (days: readonly Day[]): string => {
  const heights = days.map(({ observed }) => HEAD + observed.length * LINE + GAP)
  const tops = heights.map((_, index) => heights.slice(0, index).reduce((sum, one) => sum + one, 0))
  const width = NAMES + panels.length * PANEL
  const height = heights.reduce((sum, one) => sum + one, LEGEND)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...days.map((day, index) => drawDay(day, tops[index] ?? 0)),
    legend(height - 8),
    '</svg>',
    '',
  ].join('\n')
}

const LEGEND = 24

const drawDay = (day: Day, top: number): string =>
  [
    text({ x: 8, y: top + 20, is: 'font-weight="bold" font-size="14"' }, titleOf(day.scenario)),
    ...day.observed.map(({ family, figures }, line) =>
      text(
        { x: 8, y: top + HEAD + line * LINE + 11, is: family === 'ours' ? bold : '' },
        figures.policy,
      ),
    ),
    ...panels.map((panel, column) =>
      drawPanel(panel, day.observed, { left: NAMES + column * PANEL, top }),
    ),
  ].join('\n')

const bold = 'font-weight="bold"'

type Corner = { readonly left: number; readonly top: number }

const drawPanel = (
  { title, of, write }: Panel,
  observed: readonly Observed[],
  { left, top }: Corner,
): string => {
  const most = Math.max(Number.MIN_VALUE, ...observed.map(({ figures }) => of(figures)))
  const bars = observed.map(({ family, figures }, line) => {
    const value = of(figures)
    const width = Math.max(1, (value / most) * BAR).toFixed(1)
    const y = top + HEAD + line * LINE
    const bar = `<rect x="${left}" y="${y}" width="${width}" height="${LINE - 4}" fill="${colours[family]}"/>`
    return bar + text({ x: left + Number(width) + 5, y: y + 11, is: '' }, write(value))
  })
  return [text({ x: left, y: top + 42, is: 'fill="#57606a"' }, title), ...bars].join('\n')
}

const legend = (y: number): string =>
  (['ours', 'naive', 'peer'] as const)
    .map((family, index) => {
      const x = 8 + index * 190
      const box = `<rect x="${x}" y="${y - 11}" width="12" height="12" fill="${colours[family]}"/>`
      return box + text({ x: x + 18, y, is: '' }, meanings[family])
    })
    .join('\n')

const meanings = {
  ours: 'Switchyard',
  naive: 'our machinery, other order',
  peer: 'peer',
} as const

type Place = { readonly x: number; readonly y: number; readonly is: string }

const text = ({ x, y, is }: Place, words: string): string =>
  `<text x="${x}" y="${y}" ${is}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
