// What a failed request is called in the reader's language.

import { ApiError } from '@/api/client'
import { say } from '@/i18n'

export function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return say('failure.here')
  if (error.failure === 'unreachable') return say('failure.unreachable')
  if (error.failure === 'timeout') return say('failure.timeout')
  if (error.problems.length > 0) return error.problems.map((one) => one.message).join(' ')
  if (error.status === 401) return say('failure.signedOut')
  if (error.status === 403) return error.detail || say('failure.denied')
  if (error.status === 404) return error.detail || say('failure.notFound')
  if (error.status >= 500) return say('failure.server', { status: error.status })
  return error.detail || say('failure.refused', { status: error.status })
}
