// Of all that a preview says, what is shown: which fields apply, and which problems one has come to.

import { computed, reactive, ref, type ComputedRef, type ShallowRef } from 'vue'
import type { Form, Problem } from '@/api/types'
import { indexProblems, placeOf, problemsToShow, textAt, type Content, type ProblemIndex } from './content'
import type { PreviewKeeper } from './usePreview'

export interface Shown {
  all: ComputedRef<Problem[]>
  problems: ComputedRef<ProblemIndex>
  /** all errors, also those that are not shown yet */
  errorCount: ComputedRef<number>
  isVisible(field: string): boolean
  isRequired(field: string, ofItself: boolean): boolean
  touch(place: string): void
  /** somebody tried to save: now everything is shown */
  showAll(): void
  /** as at the beginning */
  reset(): void
}

/** A message that pushes the page down under a finger on its way to the next control loses the press. */
const TOUCH_AFTER_MS = 250

export function useShown(form: ShallowRef<Form | null>, content: Content, previewing: PreviewKeeper): Shown {
  const touched = reactive(new Set<string>())
  const isTried = ref(false)
  // What has been filled in since the server was asked is missing no longer.
  const all = computed<Problem[]>(() =>
    (previewing.preview.value?.problems ?? []).filter((one) => one.code !== 'required' || !textAt(content, placeOf(one.field, one.row)).trim()),
  )

  function isVisible(field: string): boolean {
    const found = form.value?.fields.find((one) => one.name === field)
    if (!found?.conditional) return true
    const applies = previewing.preview.value?.applies[field]
    // While the server could not be asked yet, better too many fields than too few.
    if (applies === undefined) return previewing.state.value === 'failed'
    return applies
  }

  return {
    all,
    problems: computed(() => indexProblems(problemsToShow(all.value, (place) => touched.has(place), isTried.value), isVisible)),
    errorCount: computed(() => all.value.filter((one) => one.severity === 'error').length),
    isVisible,
    isRequired: (field, ofItself) => previewing.preview.value?.required[field] ?? ofItself,
    touch: (place) => void setTimeout(() => touched.add(place), TOUCH_AFTER_MS),
    showAll: () => {
      isTried.value = true
    },
    reset: () => {
      touched.clear()
      isTried.value = false
    },
  }
}
