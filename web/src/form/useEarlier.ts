// What the same form said of the same person the last time: beside the fields, and its lists to
// take over. Readings are never taken over: a copied reading is no reading.

import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import * as api from '@/api/calls'
import type { Day, Form, FormRecord, Id, Rows, Values } from '@/api/types'
import { language } from '@/i18n'
import type { Earlier } from './context'
import { contentOf } from './content'
import { valueText } from './shown'

export interface EarlierRows {
  on: Day
  lists: Rows
}

export function useEarlier(
  form: ShallowRef<Form | null>,
  person: Id | null,
  record: Id | null,
): { fields: ComputedRef<Record<string, Earlier>>; rows: ComputedRef<EarlierRows | null> } {
  const before = shallowRef<FormRecord | null>(null)

  watch(form, async (definition) => {
    if (!definition || !person || record) return
    try {
      const [latest] = (await api.persons.records(person, { form: definition.name, limit: 1 })).items
      if (!latest) return
      before.value =
        definition.lists.length > 0
          ? await api.records.read(person, definition.name, latest.record_id)
          : { ...latest, lists: {} }
    } catch {
      // It is a help; the form can do without.
    }
  })

  const fields = computed(() => {
    const out: Record<string, Earlier> = {}
    const stored = before.value
    if (!stored || !form.value) return out
    for (const field of form.value.fields) {
      const shown = valueText(field, stored.values[field.name], language())
      if (shown && field.type !== 'worker' && field.type !== 'organisation') out[field.name] = { shown, on: stored.occurred_on }
    }
    return out
  })

  const rows = computed(() => {
    const stored = before.value
    if (!stored || !form.value) return null
    const lists = contentOf(form.value, stored).lists
    const filled = Object.fromEntries(Object.entries(lists).filter(([, all]: [string, Values[]]) => all.length > 0))
    return { on: stored.occurred_on, lists: filled }
  })
  return { fields, rows }
}
