// Periods as the server writes them: "2025", "2025Q2", "2025-03", or a day for the year up to it.

import type { Day } from '@/api/types'
import { lastOfMonth } from './days'

export type PeriodKind = 'year' | 'quarter' | 'month' | 'to_date'

export interface PeriodParts {
  kind: PeriodKind
  year: number
  /** quarter or month, from 1 */
  number: number
  day: Day
}

export function readPeriod(text: string, today: Day): PeriodParts {
  const parts: PeriodParts = { kind: 'to_date', year: Number(today.slice(0, 4)), number: 1, day: today }
  const found = /^(\d{4})(?:Q([1-4])|-(\d{2})(-\d{2})?)?$/.exec(text)
  if (!found) return parts
  parts.year = Number(found[1])
  if (found[4]) return { ...parts, kind: 'to_date', day: text }
  if (found[3]) return { ...parts, kind: 'month', number: Number(found[3]) }
  if (found[2]) return { ...parts, kind: 'quarter', number: Number(found[2]) }
  return { ...parts, kind: 'year' }
}

export function writePeriod(parts: PeriodParts): string {
  if (parts.kind === 'year') return String(parts.year)
  if (parts.kind === 'quarter') return `${parts.year}Q${Math.min(parts.number, 4)}`
  if (parts.kind === 'month') return `${parts.year}-${String(parts.number).padStart(2, '0')}`
  return parts.day
}

/** The day on which it is judged who is controlled, enrolled, living here. */
export function lastDay(parts: PeriodParts): Day {
  if (parts.kind === 'to_date') return parts.day
  const month = parts.kind === 'year' ? 12 : parts.kind === 'quarter' ? Math.min(parts.number, 4) * 3 : parts.number
  return lastOfMonth(`${parts.year}-${String(month).padStart(2, '0')}-01`)
}

/** The years one may want: from ten years ago to this one. */
export function yearsUntil(today: Day): number[] {
  const year = Number(today.slice(0, 4))
  return Array.from({ length: 11 }, (_, at) => year - at)
}
