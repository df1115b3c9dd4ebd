import { describe, expect, it } from 'vitest'
import type { Field, Form, RecordHead } from '@/api/types'
import { sampleForm } from '@/form/sample'
import { briefOf, isUnusual, seriesOf, type Reading } from './keyValues'

function form(name: string, loinc: string | null): Form {
  const made = sampleForm()
  made.name = name
  made.fields = made.fields.map((field) => (field.name === 'sbp' ? { ...field, loinc, usual_low: '90', usual_high: '140' } : field))
  return made
}

function record(id: string, of: string, on: string, sbp: string): RecordHead {
  return { record_id: id, revision: 1, form: of, occurred_on: on, recorded_at: '', values: { sbp: sbp ? { text: sbp } : null, dbp: { text: '80' } } }
}

const forms = new Map([
  ['visit', form('visit', '8480-6')],
  ['exam', form('exam', '8480-6')],
  ['other', form('other', null)],
])

describe('readings of a person', () => {
  it('come from every form that has them, the latest first', () => {
    const series = seriesOf(
      [record('1', 'visit', '2025-01-01', '142'), record('2', 'exam', '2025-03-01', '150'), record('3', 'visit', '2024-01-01', ''), record('4', 'other', '2025-04-01', '99'), record('5', 'unknown', '2025-04-01', '99')],
      forms,
    )
    expect(series).toHaveLength(1)
    expect(series[0]?.readings.map((one) => one.text)).toEqual(['150', '142'])
  })

  it.each([
    ['89', true],
    ['90', false],
    ['140', false],
    ['141', true],
  ])('%s is unusual: %s', (text, want) => {
    const field = forms.get('visit')?.fields.find((one) => one.name === 'sbp') as Field
    const reading: Reading = { on: '', text, number: Number(text), form: '', record: '', field }
    expect(isUnusual(reading)).toBe(want)
    expect(isUnusual({ ...reading, number: null })).toBe(false)
  })

  it('say what a record is about', () => {
    expect(briefOf(record('1', 'visit', '2025-01-01', '142'), forms.get('visit'), 3).map((one) => one.text)).toEqual(['142'])
    expect(briefOf(record('1', 'visit', '2025-01-01', '142'), undefined, 3)).toEqual([])
  })
})
