// What an entry of a register is called: by its field "name", else by the first one it has.

import type { RegisterEntry } from '@/api/types'
import { labelText, type Language } from '@/i18n'

export function entryName(entry: RegisterEntry, language: Language): string {
  if (entry.name) return entry.name
  const value = entry.values.name ?? Object.values(entry.values).find((one) => one)
  return value ? labelText(value.shown, language) || value.text : (entry.entry_id ?? entry.record_id)
}
