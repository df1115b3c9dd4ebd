// Of all that a preview says, what is shown: which fields apply, and which problems one has come to.

import { computed, reactive, ref, type ComputedRef, type ShallowRef } from 'vue'
import type { Form, Problem } from '@/api/types'
import { indexProblems, problemsToShow, type ProblemIndex } from './content'
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

export function useShown(form: ShallowRef<Form | null>, previewing: PreviewKeeper): Shown {
  const touched = reactive(new Set<string>())
  const isTried = ref(false)
  const all = computed<Problem[]>(() => previewing.preview.value?.problems ?? [])

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
    touch: (place) => touched.add(place),
    showAll: () => {
      isTried.value = true
    },
    reset: () => {
      touched.clear()
      isTried.value = false
    },
  }
}
