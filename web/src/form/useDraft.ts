// Keeps a form in the browser a moment after each change, and when the page is left.

import { onBeforeUnmount, ref, type Ref } from 'vue'
import { dropDraft, writeDraft, type Draft } from './drafts'

export const KEEP_AFTER_MS = 300

export interface DraftKeeper {
  keptAt: Ref<number | null>
  /** false: this browser keeps nothing */
  isKept: Ref<boolean>
  /** something was typed */
  later(): void
  now(): void
  /** it is submitted, or thrown away: keep nothing any more */
  end(): void
  /** thrown away, and begun again */
  drop(): void
}

/** `make` gives what there is to keep, or null when nothing was typed yet. */
export function useDraft(name: string, make: () => Draft | null): DraftKeeper {
  const keptAt = ref<number | null>(null)
  const isKept = ref(true)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDone = false

  function now(): void {
    clearTimeout(timer)
    if (isDone) return
    const draft = make()
    if (!draft) return drop()
    isKept.value = writeDraft(name, draft)
    keptAt.value = draft.savedAt
  }

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(now, KEEP_AFTER_MS)
  }

  function drop(): void {
    clearTimeout(timer)
    dropDraft(name)
    keptAt.value = null
  }

  function end(): void {
    drop()
    isDone = true
  }

  window.addEventListener('pagehide', now)
  onBeforeUnmount(() => {
    window.removeEventListener('pagehide', now)
    now()
  })
  return { keptAt, isKept, later, now, end, drop }
}
