// What a failed request is called in the reader's language.

import { ApiError } from '@/api/client'
import { language, say } from '@/i18n'

/** The server says the kind of failure in both languages, the particulars in English. */
function saidBy(error: ApiError): string {
  return language() === 'en' ? error.detail || error.title : error.title
}

export function failureText(error: unknown): string {
  if (!(error instanceof ApiError)) return say('failure.here')
  if (error.failure === 'unreachable') return say('failure.unreachable')
  if (error.failure === 'timeout') return say('failure.timeout')
  if (error.problems.length > 0) return error.problems.map((one) => one.message).join(' ')
  if (error.status === 401) return say('failure.signedOut')
  if (error.status === 403) return saidBy(error) || say('failure.denied')
  if (error.status === 404) return saidBy(error) || say('failure.notFound')
  if (error.status >= 500) return say('failure.server', { status: error.status })
  return saidBy(error) || say('failure.refused', { status: error.status })
}

/** Why signing in failed: the wrong password, or too many of them. */
export function signInFailureText(error: unknown): string {
  if (!(error instanceof ApiError) || error.status !== 401) return failureText(error)
  return error.retryAfterS ? say('signIn.wait', { seconds: error.retryAfterS }) : say('signIn.wrong')
}
