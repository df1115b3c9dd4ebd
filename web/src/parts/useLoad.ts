// Something that is read from the server for a page, and read again when the page wants it.

import { getCurrentScope, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Page } from '@/api/types'

export interface Load<T> {
  data: ShallowRef<T | null>
  failure: ShallowRef<unknown>
  loading: Ref<boolean>
  load(): Promise<void>
}

/** The answer to the latest question; earlier ones that come later are forgotten. */
export function useLoad<T>(read: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const failure = shallowRef<unknown>(null)
  const loading = ref(false)
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    loading.value = true
    failure.value = null
    try {
      const answer = await read()
      if (mine === asked) data.value = answer
    } catch (error) {
      if (mine === asked) failure.value = error
    } finally {
      if (mine === asked) loading.value = false
    }
  }

  if (getCurrentScope()) onScopeDispose(() => asked++)
  return { data, failure, loading, load }
}

export interface Pages<T> {
  items: ShallowRef<T[]>
  failure: ShallowRef<unknown>
  loading: Ref<boolean>
  hasMore: Ref<boolean>
  /** from the first page on */
  load(): Promise<void>
  more(): Promise<void>
}

/** A list that grows page by page. */
export function usePages<T>(read: (after: string | null) => Promise<Page<T>>): Pages<T> {
  const items = shallowRef<T[]>([])
  const failure = shallowRef<unknown>(null)
  const loading = ref(false)
  const hasMore = ref(false)
  let next: string | null = null
  let asked = 0

  async function take(after: string | null): Promise<void> {
    const mine = ++asked
    loading.value = true
    failure.value = null
    try {
      const page = await read(after)
      if (mine !== asked) return
      items.value = after === null ? page.items : [...items.value, ...page.items]
      next = page.next ?? null
      hasMore.value = next !== null
    } catch (error) {
      if (mine === asked) failure.value = error
    } finally {
      if (mine === asked) loading.value = false
    }
  }

  if (getCurrentScope()) onScopeDispose(() => asked++)
  return {
    items,
    failure,
    loading,
    hasMore,
    load: () => take(null),
    more: () => (next === null ? Promise.resolve() : take(next)),
  }
}
