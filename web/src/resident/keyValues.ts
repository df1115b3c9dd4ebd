// The readings of a person, from whatever form they come: what has the same LOINC code is the same.

import type { Day, Field, Form, RecordHead } from '@/api/types'

export interface Reading {
  on: Day
  text: string
  /** as a number, when it is one */
  number: number | null
  form: string
  record: string
  field: Field
}
export interface Series {
  loinc: string
  field: Field
  /** the latest first */
  readings: Reading[]
}

export function seriesOf(records: RecordHead[], forms: Map<string, Form>): Series[] {
  const series = new Map<string, Series>()
  for (const record of records) {
    const form = forms.get(record.form)
    if (!form) continue
    for (const field of form.fields) {
      const value = record.values[field.name]
      if (!field.loinc || field.type !== 'number' || !value?.text) continue
      const number = Number(value.text)
      const reading: Reading = {
        on: record.occurred_on,
        text: value.text,
        number: Number.isFinite(number) ? number : null,
        form: record.form,
        record: record.record_id,
        field,
      }
      const known = series.get(field.loinc)
      if (known) known.readings.push(reading)
      else series.set(field.loinc, { loinc: field.loinc, field, readings: [reading] })
    }
  }
  const all = [...series.values()]
  for (const one of all) one.readings.sort((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : 0))
  // What is measured most often comes first.
  return all.sort((a, b) => b.readings.length - a.readings.length)
}

/** Whether a reading lies outside of what is usual for its field. */
export function isUnusual({ number, field }: Reading): boolean {
  if (number === null) return false
  const low = field.usual_low ? Number(field.usual_low) : -Infinity
  const high = field.usual_high ? Number(field.usual_high) : Infinity
  return number < low || number > high
}

/** What a line in a list of records says of a record: its readings, a few of them. */
export function briefOf(record: RecordHead, form: Form | undefined, max: number): { field: Field; text: string }[] {
  if (!form) return []
  return form.fields
    .filter((field) => field.loinc && field.type === 'number' && record.values[field.name]?.text)
    .slice(0, max)
    .map((field) => ({ field, text: record.values[field.name]?.text ?? '' }))
}
