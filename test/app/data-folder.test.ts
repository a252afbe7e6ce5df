import { expect, test } from 'bun:test'
import { whyUnusable } from '../../src/app/data-folder.ts'

test.each(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])(
  'a data folder on a full disk says so (%s), and what to do',
  (code) => {
    const error = Object.assign(new Error('database or disk is full'), { code })
    expect(whyUnusable(error, '/data')).toBe(
      'there is no room left for the data folder /data: make some, or name another with `--data-dir`',
    )
  },
)
