import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { address, ApiError, get, isStatus, path, post, setSurroundings } from './client'

interface Sent {
  url: string
  method: string
  headers: Headers
  body: string | undefined
}

let sent: Sent[]
let answers: (Response | Error)[]
let signedOut: number
let reached: boolean[]

function answer(status: number, body?: unknown): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status })
}

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('it was expected to fail')
}

beforeEach(() => {
  sent = []
  answers = []
  signedOut = 0
  reached = []
  setSurroundings({
    language: () => 'en',
    csrf: () => 'token',
    signedOut: () => signedOut++,
    reached: (is) => reached.push(is),
  })
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push({
      url,
      method: init.method ?? 'GET',
      headers: init.headers as Headers,
      body: init.body as string | undefined,
    })
    const next = answers.shift()
    if (!next) throw new Error('no answer prepared')
    if (next instanceof Error) throw next
    return next
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('addresses', () => {
  it.each([
    ['/persons', {}, 'api/persons'],
    ['/persons', { q: '王 a&b' }, 'api/persons?q=%E7%8E%8B+a%26b'],
    ['/due', { worker: null, until: undefined, q: '', overdue: false }, 'api/due'],
    ['/due', { overdue: true, limit: 20 }, 'api/due?overdue=1&limit=20'],
  ])('%s with %j', (where, query, want) => {
    expect(address(where, query)).toBe(want)
  })

  it('encodes the parts of a path', () => {
    expect(path('persons', '1/2', 'records')).toBe('/persons/1%2F2/records')
  })
})

describe('requests', () => {
  it('says language and session, and the csrf token only when it writes', async () => {
    answers = [answer(200, { a: 1 }), answer(201, {})]
    expect(await get('/x')).toEqual({ a: 1 })
    await post('/x', { b: 2 }, { key: 'k1' })
    expect(sent[0]?.headers.get('Accept-Language')).toBe('en')
    expect(sent[0]?.headers.get('X-CSRF-Token')).toBeNull()
    expect(sent[1]?.headers.get('X-CSRF-Token')).toBe('token')
    expect(sent[1]?.headers.get('Idempotency-Key')).toBe('k1')
    expect(sent[1]?.body).toBe('{"b":2}')
  })

  it('gives nothing for 204', async () => {
    answers = [answer(204)]
    expect(await get('/x')).toBeUndefined()
  })

  it('gives all problems of a refusal', async () => {
    const problem = { field: 'sbp', code: 'too_high', severity: 'error', message: 'm' }
    answers = [answer(400, { title: 't', detail: 'd', problems: [problem] })]
    const error = await failureOf(post('/x', {}))
    expect(error.failure).toBe('answered')
    expect(error.detail).toBe('d')
    expect(error.problems).toEqual([problem])
    expect(error.isUncertain).toBe(false)
  })

  it('understands a refusal that is not JSON', async () => {
    answers = [new Response('<h1>Bad gateway</h1>', { status: 502 })]
    const error = await failureOf(post('/x', {}))
    expect(error.status).toBe(502)
    expect(error.isUncertain).toBe(true)
  })

  it('tells that the session has ended, but not while signing in', async () => {
    answers = [answer(401, {}), answer(401, {})]
    await failureOf(get('/x'))
    expect(signedOut).toBe(1)
    await failureOf(post('/session', {}, { isSignIn: true }))
    expect(signedOut).toBe(1)
  })
})

describe('a bad line', () => {
  it('reads once more', async () => {
    answers = [new TypeError('Failed to fetch'), answer(200, 5)]
    expect(await get('/x')).toBe(5)
    expect(reached).toEqual([false, true])
  })

  it('does not write once more by itself', async () => {
    answers = [new TypeError('Failed to fetch'), answer(201, {})]
    const error = await failureOf(post('/x', {}))
    expect(error.failure).toBe('unreachable')
    expect(error.isUncertain).toBe(true)
    expect(sent).toHaveLength(1)
  })

  it('ends what takes too long', async () => {
    vi.stubGlobal(
      'fetch',
      (_: string, init: RequestInit) =>
        new Promise((_, reject) => {
          init.signal?.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    )
    const error = await failureOf(post('/x', {}, { timeoutMs: 5 }))
    expect(error.failure).toBe('timeout')
  })

  it('leaves the line alone when the caller gave up', async () => {
    const caller = new AbortController()
    answers = [new Error('aborted')]
    caller.abort()
    await expect(get('/x', { signal: caller.signal })).rejects.not.toBeInstanceOf(ApiError)
    expect(reached).toEqual([])
  })

  it('knows a status', () => {
    expect(isStatus(new ApiError('answered', 409, ''), 409)).toBe(true)
    expect(isStatus(new Error('x'), 409)).toBe(false)
  })
})
