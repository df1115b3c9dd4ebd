import type { Day, Enrolment } from '@/api/types'

/** A contract has its last day from the start, and holds up to it. */
export function isEnrolled(enrolment: Enrolment, today: Day): boolean {
  return enrolment.opened_on <= today && (!enrolment.closed_on || enrolment.closed_on >= today)
}
