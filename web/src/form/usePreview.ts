// What the server makes of a form while it is filled in: a moment after the last key, and never
// two questions at a time.

import { getCurrentScope, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import * as api from '@/api/calls'
import { ApiError } from '@/api/client'
import type { Preview, Submission } from '@/api/types'

export const PREVIEW_AFTER_MS = 400

export type PreviewState = 'none' | 'checking' | 'checked' | 'failed'

export interface PreviewKeeper {
  preview: ShallowRef<Preview | null>
  state: Ref<PreviewState>
  /** something was typed */
  later(): void
  /** ask at once, unless the last answer is about what stands there now; never throws */
  now(): Promise<void>
}

type Ask = (form: string, submission: Submission, signal: AbortSignal) => Promise<Preview>

export function usePreview(
  form: () => string,
  submission: () => Submission,
  ask: Ask = api.records.preview,
): PreviewKeeper {
  const preview = shallowRef<Preview | null>(null)
  const state = ref<PreviewState>('none')
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | null = null
  let answered = ''

  async function now(): Promise<void> {
    clearTimeout(timer)
    const asked = submission()
    const text = JSON.stringify(asked)
    if (state.value === 'checked' && text === answered) return
    running?.abort()
    const mine = new AbortController()
    running = mine
    state.value = 'checking'
    try {
      const answer = await ask(form(), asked, mine.signal)
      if (running !== mine) return
      preview.value = answer
      answered = text
      state.value = 'checked'
    } catch (error) {
      if (running !== mine) return
      // A refused preview has its problems in the answer, too.
      if (error instanceof ApiError && error.problems.length > 0) {
        preview.value = { ...emptyPreview(), ...preview.value, problems: error.problems }
      }
      state.value = 'failed'
    } finally {
      if (running === mine) running = null
    }
  }

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void now(), PREVIEW_AFTER_MS)
  }

  if (getCurrentScope()) {
    onScopeDispose(() => {
      clearTimeout(timer)
      running?.abort()
      running = null
    })
  }
  return { preview, state, later, now }
}

export function emptyPreview(): Preview {
  return { problems: [], derived: {}, applies: {}, required: {}, advice: [] }
}
