import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/client'
import type { Preview, Submission } from '@/api/types'
import { emptyPreview, PREVIEW_AFTER_MS, usePreview, type PreviewKeeper } from './usePreview'

interface Asked {
  submission: Submission
  signal: AbortSignal
  answer(preview: Preview): void
  fail(error: unknown): void
}

let asked: Asked[]
let sbp: string
let keeper: PreviewKeeper

function submission(): Submission {
  return { occurred_on: '2025-03-04', organisation_id: null, worker_id: null, values: { sbp }, lists: {} }
}

function saying(message: string): Preview {
  return { ...emptyPreview(), problems: [{ field: 'sbp', code: 'rule', severity: 'error', message }] }
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined)

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  sbp = '1'
  keeper = usePreview(
    () => 'f',
    submission,
    (_, what, signal) =>
      new Promise((answer, fail) => {
        asked.push({ submission: what, signal, answer, fail })
      }),
  )
})

afterEach(() => vi.useRealTimers())

describe('previews while somebody types', () => {
  it('ask a moment after the last key', async () => {
    keeper.later()
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS - 1)
    sbp = '12'
    keeper.later()
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS - 1)
    expect(asked).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked.map((one) => one.submission.values.sbp)).toEqual(['12'])
    expect(keeper.state.value).toBe('checking')
  })

  it('forget the answer to an earlier question', async () => {
    void keeper.now()
    sbp = '2'
    void keeper.now()
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[1]?.answer(saying('second'))
    asked[0]?.answer(saying('first'))
    await settle()
    expect(keeper.preview.value?.problems[0]?.message).toBe('second')
  })

  it('do not ask twice about the same', async () => {
    void keeper.now()
    asked[0]?.answer(saying('a'))
    await settle()
    await keeper.now()
    expect(asked).toHaveLength(1)
    expect(keeper.state.value).toBe('checked')
  })

  it('keep what was known when the line breaks, and ask again', async () => {
    void keeper.now()
    asked[0]?.answer(saying('a'))
    await settle()
    sbp = '2'
    void keeper.now()
    asked[1]?.fail(new ApiError('unreachable', 0, ''))
    await settle()
    expect(keeper.state.value).toBe('failed')
    expect(keeper.preview.value?.problems[0]?.message).toBe('a')
    void keeper.now()
    expect(asked).toHaveLength(3)
  })

  it('show the problems of a preview that was refused', async () => {
    void keeper.now()
    asked[0]?.fail(new ApiError('answered', 400, '', saying('refused').problems))
    await settle()
    expect(keeper.preview.value?.problems[0]?.message).toBe('refused')
  })
})
