// Who is signed in. One for the whole interface.

import { computed, reactive, readonly } from 'vue'
import * as api from '@/api/calls'
import { isStatus } from '@/api/client'
import type { Day, Permission, Session } from '@/api/types'

interface State {
  session: Session | null
  /** somebody was signed in and the server no longer knows it */
  hasExpired: boolean
  wasAsked: boolean
}

const state = reactive<State>({ session: null, hasExpired: false, wasAsked: false })
let readAt = 0

const AGAIN_AFTER_MS = 15 * 60_000

export const sessionState = readonly(state) as Readonly<State>

function take(session: Session | null): void {
  state.session = session
  state.hasExpired = false
  state.wasAsked = true
  readAt = Date.now()
}

/** Ask once whether somebody is signed in. A line that is down is an error. */
export async function startSession(): Promise<void> {
  if (state.wasAsked) return
  await readSession()
}

export async function readSession(): Promise<void> {
  try {
    take(await api.session.read())
  } catch (error) {
    if (!isStatus(error, 401)) throw error
    if (state.session) state.hasExpired = true
    else take(null)
  }
}

/** Whoever comes back to a tab after a while works with today's date, and finds out if signed out. */
export async function refreshSession(): Promise<void> {
  if (!state.session || state.hasExpired || Date.now() - readAt < AGAIN_AFTER_MS) return
  try {
    await readSession()
  } catch {
    // The line is down; the next request will say so.
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  take(await api.session.open(login, password))
}

export async function signOut(): Promise<void> {
  try {
    await api.session.close()
  } catch (error) {
    if (!isStatus(error, 401)) throw error
  }
  take(null)
}

export async function changePassword(old: string, changed: string): Promise<void> {
  const { login } = signedIn.value
  await api.session.changePassword(old, changed)
  // All sessions end with the old password, this one too.
  take(await api.session.open(login, changed))
}

export function sessionExpired(): void {
  if (state.session) state.hasExpired = true
}

/** The one who is signed in; only for what stands behind the sign-in. */
export const signedIn = computed<Session>(() => {
  if (!state.session) throw new Error('nobody is signed in')
  return state.session as Session
})

export function may(permission: Permission): boolean {
  return state.session?.permissions.includes(permission) ?? false
}

/** The server's day: the clocks of old machines are wrong. */
export function today(): Day {
  return state.session?.today ?? new Date().toISOString().slice(0, 10)
}
