// What a dialog does when it is saved: once at a time, with its problems beside the fields.

import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { ApiError } from '@/api/client'
import type { Problem } from '@/api/types'
import { newKey } from '@/form/drafts'
import { failureText } from '@/parts/failure'

export interface Saving {
  saving: Ref<boolean>
  message: ComputedRef<string>
  at(...fields: string[]): Problem[]
  /** of no field that is shown */
  others: ComputedRef<Problem[]>
  save(act: (key: string) => Promise<unknown>): Promise<boolean>
}

export function useSaving(shown: string[]): Saving {
  const saving = ref(false)
  const failure = shallowRef<unknown>(null)
  const problems = ref<Problem[]>([])
  let key = newKey()

  async function save(act: (key: string) => Promise<unknown>): Promise<boolean> {
    if (saving.value) return false
    saving.value = true
    failure.value = null
    problems.value = []
    try {
      await act(key)
      return true
    } catch (error) {
      if (error instanceof ApiError && error.problems.length > 0) problems.value = error.problems
      else failure.value = error
      // A refusal is certain: what is corrected is another request.
      if (error instanceof ApiError && !error.isUncertain) key = newKey()
      return false
    } finally {
      saving.value = false
    }
  }

  return {
    saving,
    save,
    message: computed(() => (failure.value ? failureText(failure.value) : '')),
    at: (...fields) => problems.value.filter((one) => fields.includes(one.field)),
    others: computed(() => problems.value.filter((one) => !shown.includes(one.field) || one.person_id)),
  }
}
