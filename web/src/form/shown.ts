// A stored value as people read it.

import type { Field, Label, Value } from '@/api/types'
import { labelText, say, type Language } from '@/i18n'

/** "142 mmHg", "是", "头痛、其他": as the server words it, with the unit */
export function valueText(field: Field | undefined, value: Value | null | undefined, language: Language): string {
  if (!value || value.text === '') return ''
  const plain: Label | string | null | undefined = value.shown
  let text = labelText(plain, language) || value.text
  if (field?.type === 'bool' && (text === 'true' || text === 'false')) text = say(text === 'true' ? 'common.yes' : 'common.no')
  return text
}
