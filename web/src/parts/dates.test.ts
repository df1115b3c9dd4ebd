import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, isDay, lastOfMonth, longDay, shortInstant } from './days'
import { lastDay, readPeriod, writePeriod, yearsUntil } from './periods'

describe('days', () => {
  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-12-31', 1, '2024-01-01'],
    ['2024-03-01', -1, '2024-02-29'],
  ])('%s and %d days are %s', (day, count, want) => {
    expect(addDays(day, count)).toBe(want)
    expect(daysBetween(day, want)).toBe(count)
  })

  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2024-2-9', false],
    ['2024-13-01', false],
    ['', false],
  ])('%s is a day: %s', (text, want) => {
    expect(isDay(text)).toBe(want)
  })

  it('are written in both languages', () => {
    expect(longDay('2025-03-04', 'zh')).toBe('2025年3月4日')
    expect(longDay('2025-03-04', 'en')).toBe('4 March 2025')
    expect(lastOfMonth('2024-02-03')).toBe('2024-02-29')
    expect(shortInstant('2025-03-04T10:21:33+08:00')).toBe('2025-03-04 10:21')
  })
})

describe('periods', () => {
  it.each(['2025', '2025Q2', '2025-03', '2025-10-24'])('%s is read and written', (text) => {
    expect(writePeriod(readPeriod(text, '2025-12-01'))).toBe(text)
  })

  it.each(['', 'x', '2025Q5', '2025-3'])('%j is the year up to today', (text) => {
    expect(writePeriod(readPeriod(text, '2025-12-01'))).toBe('2025-12-01')
  })

  it.each([
    ['2025', '2025-12-31'],
    ['2025Q1', '2025-03-31'],
    ['2025Q4', '2025-12-31'],
    ['2024-02', '2024-02-29'],
    ['2025-10-24', '2025-10-24'],
  ])('%s is judged on %s', (text, day) => {
    expect(lastDay(readPeriod(text, '2025-12-01'))).toBe(day)
  })

  it('offers ten years', () => {
    expect(yearsUntil('2025-03-04').slice(0, 2)).toEqual([2025, 2024])
  })
})
