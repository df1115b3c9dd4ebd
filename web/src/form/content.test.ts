import { describe, expect, it } from 'vitest'
import type { FormRecord, Problem } from '@/api/types'
import { cleanNumber, codesOn, contentOf, emptyContent, idOf, indexProblems, isSameContent, namesIn, placeOf, placesInOrder, problemsToShow, submissionOf, textAt, toggleCode, type Content } from './content'
import { sampleForm } from './sample'

const form = sampleForm()
const symptoms = form.codes.symptom ?? { label: { zh: '', en: '' }, values: [] }

function typed(values: Content['values'], lists: Content['lists'] = {}): Content {
  return { ...emptyContent('2025-03-04', '10', '500'), values, lists }
}

function problem(field: string, more: Partial<Problem> = {}): Problem {
  return { field, code: 'rule', severity: 'error', message: field, ...more }
}

describe('numbers as they are typed', () => {
  it.each([
    ['142', '142'],
    ['１３６．５', '136.5'],
    ['36。5', '36.5'],
    [' 1 200 ', '1200'],
    ['1,200', '1200'],
    ['-5', '-5'],
    ['abc', 'abc'],
    ['', ''],
  ])('%j is %j', (text, want) => {
    expect(cleanNumber(text)).toBe(want)
  })
})

describe('several choices', () => {
  it.each([
    ['', '2', '2'],
    ['2', '10', '2,10'],
    ['10', '2', '2,10'],
    ['2,10', '2', '10'],
    ['2', '2', ''],
    ['2,10', '1', '1'], // none excludes the others
    ['1', '2', '2'], // and the others exclude none
    [undefined, '1', '1'],
  ])('%j and a press on %j give %j', (text, code, want) => {
    expect(toggleCode(symptoms, text, code)).toBe(want)
  })

  it('offers codes of the day, and an old one that is chosen', () => {
    const codes = (day: string, text?: string): string[] => codesOn(symptoms, day, text).map((value) => value.code)
    expect(codes('2025-01-01')).toEqual(['1', '2', '10'])
    expect(codes('2019-06-01')).toEqual(['1', '2', '11'])
    expect(codes('2025-01-01', '2,11')).toEqual(['1', '2', '10', '11'])
  })
})

describe('what is sent', () => {
  it('leaves out what does not apply, what is empty and what is derived', () => {
    const content = typed(
      { symptoms: '2', symptoms_other: 'was typed before', sbp: ' 142 ', dbp: '', bmi: '24.1' },
      { medicines: [{ name: '氨氯地平', dose: '' }, { name: ' ', dose: '' }, {}] },
    )
    expect(submissionOf(form, content, { symptoms_other: false }, { person_id: '7' })).toEqual({
      person_id: '7',
      occurred_on: '2025-03-04',
      organisation_id: '10',
      worker_id: '500',
      values: { symptoms: '2', sbp: '142' },
      lists: { medicines: [{ name: '氨氯地平' }] },
    })
  })

  it('sends a field of which nothing is known yet', () => {
    const sent = submissionOf(form, typed({ symptoms_other: 'x' }), {}, {})
    expect(sent.values).toEqual({ symptoms_other: 'x' })
  })

  it('reads a record back as it was typed', () => {
    const record: FormRecord = {
      record_id: '9', revision: 2, form: form.name, occurred_on: '2025-01-02', recorded_at: '',
      organisation: { id: '10', name: 'a' }, worker: null,
      values: { symptoms: { text: '2,10', shown: { zh: '头痛、其他', en: '' } }, sbp: { text: '142' }, dbp: null, bmi: { text: '24.1' } },
      lists: { medicines: [{ name: { text: '氨氯地平' }, dose: null }] },
    }
    expect(contentOf(form, record)).toEqual({
      occurred_on: '2025-01-02', organisation_id: '10', worker_id: null,
      values: { symptoms: '2,10', sbp: '142' },
      lists: { medicines: [{ name: '氨氯地平' }] },
    })
  })
})

describe('whether anything was typed', () => {
  it.each<[Content, Content, boolean]>([
    [typed({}), typed({ sbp: '' }), true],
    [typed({}), typed({}, { medicines: [{}, { name: '' }] }), true],
    [typed({ sbp: '1', dbp: '2' }), typed({ dbp: '2', sbp: '1' }), true],
    [typed({ sbp: '1' }), typed({ sbp: '2' }), false],
    [typed({}), { ...typed({}), occurred_on: '2025-03-03' }, false],
    [typed({}), typed({}, { medicines: [{ name: 'a' }] }), false],
  ])('%j and %j', (a, b, want) => {
    expect(isSameContent(a, b)).toBe(want)
  })
})

describe('what stands at a place', () => {
  const content: Content = { ...emptyContent('2025-03-04', null, null), values: { sbp: '142' }, lists: { medicines: [{ dose: '5' }, {}] } }
  it.each([
    ['sbp', '142'],
    ['dbp', ''],
    ['medicines.dose:1', '5'],
    ['medicines.dose:2', ''],
    ['medicines.dose:3', ''],
    ['medicines', ''],
  ])('%s', (place, text) => expect(textAt(content, place)).toBe(text))
})

describe('problems', () => {
  it('stand at their field and row, the others in general', () => {
    const index = indexProblems(
      [problem('sbp'), problem('medicines.dose', { row: 2 }), problem('', { severity: 'warning' }), problem('symptoms_other')],
      (field) => field !== 'symptoms_other',
    )
    expect([...index.at.keys()]).toEqual(['sbp', 'medicines.dose:2'])
    expect(index.general.map((one) => one.field)).toEqual(['', 'symptoms_other'])
    expect([index.errors, index.warnings]).toEqual([3, 1])
  })

  it('do not ask for what nobody has come to yet', () => {
    const problems = [problem('sbp', { code: 'required' }), problem('dbp', { code: 'required' }), problem('symptoms')]
    const shown = (all: boolean): string[] => problemsToShow(problems, (place) => place === 'dbp', all).map((one) => one.field)
    expect(shown(false)).toEqual(['dbp', 'symptoms'])
    expect(shown(true)).toEqual(['sbp', 'dbp', 'symptoms'])
  })

  it('come in the order of the form', () => {
    const problems = [problem('medicines.dose', { row: 2 }), problem('medicines.dose', { row: 1 }), problem('dbp'), problem(''), problem('symptoms')]
    expect(placesInOrder(form, problems)).toEqual(['', 'symptoms', 'dbp', 'medicines.dose:1', 'medicines.dose:2'])
  })

  it('have an element each', () => {
    expect(idOf(placeOf('medicines.dose', 2))).toBe('field-medicines-dose-2')
    expect(idOf(placeOf('sbp'))).toBe('field-sbp')
  })

  it('names what lies in a section', () => {
    expect(namesIn(form.layout)).toEqual(['symptoms', 'symptoms_other', 'sbp', 'dbp', 'bmi', 'medicines'])
  })
})
