// Days as texts ("2024-02-29"): arithmetic and words, without clocks and time zones.

import type { Day } from '@/api/types'
import type { Language } from '@/i18n'

function utc(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`)
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(utc(text))) return false
  return new Date(utc(text)).toISOString().slice(0, 10) === text
}

export function addDays(day: Day, count: number): Day {
  return new Date(utc(day) + count * 86_400_000).toISOString().slice(0, 10)
}

export function daysBetween(from: Day, until: Day): number {
  return Math.round((utc(until) - utc(from)) / 86_400_000)
}

export function lastOfMonth(day: Day): Day {
  const [year, month] = day.split('-').map(Number)
  return new Date(Date.UTC(year ?? 0, month ?? 0, 0)).toISOString().slice(0, 10)
}

/** "2025年3月4日", "4 March 2025" */
export function longDay(day: Day, language: Language, withWeekday = false): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    ...(withWeekday ? { weekday: 'long' } : {}),
  }).format(utc(day))
}

/** "2025-03-04 10:21", as the server's clock has it */
export function shortInstant(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ')
}

/** Of a moment of this machine. */
export function clockTime(ms: number): string {
  const at = new Date(ms)
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}
