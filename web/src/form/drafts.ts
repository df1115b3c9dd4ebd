// Forms that are not submitted yet, kept in the browser until they are: a broken line, a dead
// battery or a closed window costs nobody what he typed.
//
// They lie under the login of who typed them, for DAYS_KEPT days; signing out asks what is to
// become of them.

import type { Id, Label } from '@/api/types'
import type { Content } from './content'

export interface Draft {
  form: string
  label: Label
  person: { id: Id; name: string } | null
  /** the record or entry that is amended */
  record: Id | null
  /** of the record that was read */
  revision: number | null
  base: Content | null
  content: Content
  /** Idempotency-Key: the same for every try to submit this one */
  key: string
  /** a try ended without an answer: it may have been stored */
  isUncertain: boolean
  savedAt: number
}

export const DAYS_KEPT = 7
const PREFIX = 'barefoot.draft'

export function draftName(login: string, subject: string, form: string, record: Id | null): string {
  return [PREFIX, login, subject, form, record ?? 'new'].map(encodeURIComponent).join('/')
}

export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  // Without TLS browsers have no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function readDraft(name: string, now = Date.now()): Draft | null {
  try {
    const text = localStorage.getItem(name)
    if (!text) return null
    const draft = JSON.parse(text) as Draft
    if (now - draft.savedAt > DAYS_KEPT * 86_400_000) {
      localStorage.removeItem(name)
      return null
    }
    return draft
  } catch {
    return null
  }
}

/** False when the browser keeps nothing: then the page says so. */
export function writeDraft(name: string, draft: Draft): boolean {
  try {
    localStorage.setItem(name, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // There was none.
  }
}

export interface StoredDraft {
  name: string
  draft: Draft
}

/** All of this login, the latest first; too old ones are dropped on the way. */
export function listDrafts(login: string, now = Date.now()): StoredDraft[] {
  const start = [PREFIX, login].map(encodeURIComponent).join('/') + '/'
  const names: string[] = []
  try {
    for (let at = 0; at < localStorage.length; at++) {
      const name = localStorage.key(at)
      if (name?.startsWith(start)) names.push(name)
    }
  } catch {
    return []
  }
  const found: StoredDraft[] = []
  for (const name of names) {
    const draft = readDraft(name, now)
    if (draft) found.push({ name, draft })
  }
  return found.sort((a, b) => b.draft.savedAt - a.draft.savedAt)
}
