// The one place that talks to the server: language, session, retries and what went wrong.

import type { Problem } from './types'

export type Failure = 'unreachable' | 'timeout' | 'answered'

/** A request that gave no result. `answered`: the server said so, with a status. */
export class ApiError extends Error {
  constructor(
    readonly failure: Failure,
    readonly status: number,
    readonly detail: string,
    readonly problems: Problem[] = [],
    /** the kind of failure in the reader's language; the detail is English */
    readonly title = '',
    /** when it is worth another try */
    readonly retryAfterS: number | null = null,
  ) {
    super(detail || title || failure)
    this.name = 'ApiError'
  }

  /** Nobody knows whether a write arrived; the same key makes another try safe. */
  get isUncertain(): boolean {
    return this.failure !== 'answered' || this.status >= 500
  }
}

export function isStatus(error: unknown, status: number): error is ApiError & { readonly failure: 'answered' } {
  return error instanceof ApiError && error.failure === 'answered' && error.status === status
}

/** What the rest of the interface tells the client, and hears from it. */
export interface Surroundings {
  language(): string
  csrf(): string | null
  /** the session has ended */
  signedOut(): void
  /** whether the server could be reached just now */
  reached(isReached: boolean): void
}

let surroundings: Surroundings = {
  language: () => 'zh',
  csrf: () => null,
  signedOut: () => undefined,
  reached: () => undefined,
}

export function setSurroundings(given: Surroundings): void {
  surroundings = given
}

export type Query = Record<string, string | number | boolean | null | undefined>

export interface Options {
  query?: Query
  body?: unknown
  /** Idempotency-Key */
  key?: string
  signal?: AbortSignal
  timeoutMs?: number
  /** text instead of JSON */
  asText?: boolean
  /** a 401 is an answer here, not the end of a session */
  isSignIn?: boolean
}

const READ_TIMEOUT_MS = 30_000
const WRITE_TIMEOUT_MS = 60_000
const RETRY_AFTER_MS = 700

export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '' || value === false) continue
    parts.set(name, value === true ? '1' : String(value))
  }
  const text = parts.toString()
  return `api${path}${text ? `?${text}` : ''}`
}

/** A path from its parts: `path('persons', id)` is "/persons/17". */
export function path(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('')
}

function headersOf(method: string, options: Options): Headers {
  const headers = new Headers({
    Accept: options.asText ? '*/*' : 'application/json',
    'Accept-Language': surroundings.language(),
  })
  if (options.body !== undefined) headers.set('Content-Type', 'application/json')
  const csrf = surroundings.csrf()
  if (method !== 'GET' && csrf) headers.set('X-CSRF-Token', csrf)
  if (options.key) headers.set('Idempotency-Key', options.key)
  return headers
}

/** One try: the response, or why there is none. */
async function send(method: string, url: string, options: Options): Promise<Response> {
  const ending = new AbortController()
  const given = options.signal
  let timedOut = false
  const limit = options.timeoutMs ?? (method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS)
  const timer = setTimeout(() => {
    timedOut = true
    ending.abort()
  }, limit)
  const follow = (): void => ending.abort()
  if (given?.aborted) ending.abort()
  given?.addEventListener('abort', follow)
  try {
    const response = await fetch(url, {
      method,
      headers: headersOf(method, options),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: ending.signal,
      credentials: 'same-origin',
    })
    surroundings.reached(true)
    return response
  } catch (error) {
    if (given?.aborted) throw error
    surroundings.reached(false)
    throw new ApiError(timedOut ? 'timeout' : 'unreachable', 0, '')
  } finally {
    clearTimeout(timer)
    given?.removeEventListener('abort', follow)
  }
}

interface ProblemBody {
  title?: string
  detail?: string
  problems?: Problem[]
}

async function failureOf(response: Response): Promise<ApiError> {
  let body: ProblemBody = {}
  try {
    body = (await response.json()) as ProblemBody
  } catch {
    // A proxy in between answers in HTML; the status says enough.
  }
  const after = Number(response.headers.get('Retry-After') ?? '')
  return new ApiError('answered', response.status, body.detail ?? '', body.problems ?? [], body.title ?? '', after > 0 ? after : null)
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

export async function request<T>(method: string, where: string, options: Options = {}): Promise<T> {
  const url = address(where, options.query)
  let response: Response
  try {
    response = await send(method, url, options)
  } catch (error) {
    // A line that breaks for a moment is common; reading twice does no harm.
    const again = method === 'GET' && error instanceof ApiError && error.failure === 'unreachable'
    if (!again) throw error
    await wait(RETRY_AFTER_MS)
    response = await send(method, url, options)
  }
  if (!response.ok) {
    if (response.status === 401 && !options.isSignIn) surroundings.signedOut()
    throw await failureOf(response)
  }
  if (response.status === 204) return undefined as T
  if (options.asText) return (await response.text()) as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export const get = <T>(where: string, options?: Options): Promise<T> => request<T>('GET', where, options)
export const post = <T>(where: string, body: unknown, options?: Options): Promise<T> =>
  request<T>('POST', where, { ...options, body })
export const put = <T>(where: string, body: unknown, options?: Options): Promise<T> =>
  request<T>('PUT', where, { ...options, body })
export const remove = <T>(where: string, body?: unknown, options?: Options): Promise<T> =>
  request<T>('DELETE', where, { ...options, body })
