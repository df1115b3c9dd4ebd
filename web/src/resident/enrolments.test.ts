import { describe, expect, it } from 'vitest'
import { isEnrolled } from './enrolments'

describe('an enrolment', () => {
  it.each([
    ['2025-01-01', null, true],
    ['2025-06-30', '2025-06-30', true],
    ['2025-01-01', '2025-06-30', true],
    ['2025-01-01', '2025-06-29', false],
    ['2025-07-01', null, false],
  ])('from %s to %s holds on 30 June: %s', (opened_on, closed_on, want) => {
    const enrolment = { programme: 'p', label: { zh: '项', en: 'P' }, opened_on, closed_on }
    expect(isEnrolled(enrolment, '2025-06-30')).toBe(want)
  })
})
