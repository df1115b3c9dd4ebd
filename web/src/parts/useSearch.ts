// What a choice offers while somebody types: the answer to the last question only.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Search<T> {
  found: ShallowRef<T[]>
  loading: Ref<boolean>
  search: (q: string) => Promise<void>
}

export function useSearch<T>(ask: (q: string) => Promise<T[]>): Search<T> {
  const found: ShallowRef<T[]> = shallowRef([])
  const loading = ref(false)
  let asked = 0

  async function search(q: string): Promise<void> {
    const mine = ++asked
    loading.value = true
    try {
      const items = await ask(q.trim())
      if (mine === asked) found.value = items
    } catch {
      // The list stays as it was; the bar above says that the line is down.
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  return { found, loading, search }
}
