import { percent, seconds } from './bounds.ts'
import type { Figures } from './measure.ts'

export const count = (value: number): string => Math.round(value).toLocaleString('en')

export type Column = {
  readonly title: string
  /** One number, or two that stand together. */
  readonly of: (figures: Figures) => readonly number[]
  readonly write: (value: number) => string
  readonly isWorse: 'more' | 'less'
}

export const columns: readonly Column[] = [
  { title: 'served', of: ({ served }) => [served], write: count, isWorse: 'less' },
  { title: 'refused', of: ({ refused }) => [refused], write: count, isWorse: 'more' },
  {
    title: 'refused in vain',
    of: ({ refusedInVain }) => [refusedInVain],
    write: count,
    isWorse: 'more',
  },
  { title: 'late', of: ({ late }) => [late], write: count, isWorse: 'more' },
  {
    title: 'read from cache',
    of: ({ cacheShare }) => [cacheShare],
    write: percent,
    isWorse: 'less',
  },
  {
    title: 'of one unlimited',
    of: ({ cacheOfIdeal }) => [cacheOfIdeal],
    write: percent,
    isWorse: 'less',
  },
  {
    title: 'first event p50 / p99',
    of: ({ firstEventMs: { p50, p99 } }) => [p50, p99],
    write: seconds,
    isWorse: 'more',
  },
  {
    title: 'p99 of all asked',
    of: ({ p99OfAskedMs }) => [p99OfAskedMs],
    write: seconds,
    isWorse: 'more',
  },
  {
    title: 'waited p50 / p99',
    of: ({ waitedMs: { p50, p99 } }) => [p50, p99],
    write: seconds,
    isWorse: 'more',
  },
  {
    title: 'quota unused',
    of: ({ quotaUnused }) => [quotaUnused],
    write: (share) => (Number.isNaN(share) ? '–' : percent(share)),
    isWorse: 'more',
  },
  {
    title: 'most used above mean',
    of: ({ mostAboveMean }) => [mostAboveMean],
    write: percent,
    isWorse: 'more',
  },
  {
    title: 'off the mean',
    of: ({ meanDeviation }) => [meanDeviation],
    write: percent,
    isWorse: 'more',
  },
  {
    title: 'switches a conversation',
    of: ({ switchesPerSession }) => [switchesPerSession],
    write: (value) => value.toFixed(2),
    isWorse: 'more',
  },
  { title: 'upstream calls', of: ({ attempts }) => [attempts], write: count, isWorse: 'more' },
]
