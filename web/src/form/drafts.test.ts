import { webcrypto } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyContent } from './content'
import { DAYS_KEPT, draftName, dropDraft, listDrafts, newKey, readDraft, writeDraft, type Draft } from './drafts'

class Shelf {
  private readonly kept = new Map<string, string>()
  isFull = false
  get length(): number {
    return this.kept.size
  }
  key(at: number): string | null {
    return [...this.kept.keys()][at] ?? null
  }
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null
  }
  setItem(name: string, text: string): void {
    if (this.isFull) throw new Error('quota')
    this.kept.set(name, text)
  }
  removeItem(name: string): void {
    this.kept.delete(name)
  }
}

let shelf: Shelf
const NOW = 1_700_000_000_000

function draft(savedAt = NOW): Draft {
  return {
    form: 'hypertension.followup', label: { zh: '随访', en: 'Visit' }, person: { id: '7', name: '王' }, record: null,
    revision: null, base: null, content: emptyContent('2025-03-04', '1', null), key: 'k', isUncertain: false, savedAt,
  }
}

beforeEach(() => {
  shelf = new Shelf()
  vi.stubGlobal('localStorage', shelf)
})

describe('drafts', () => {
  it('come back as they were', () => {
    const name = draftName('doctor', '7', 'hypertension.followup', null)
    expect(writeDraft(name, draft())).toBe(true)
    expect(readDraft(name, NOW)).toEqual(draft())
    dropDraft(name)
    expect(readDraft(name, NOW)).toBeNull()
  })

  it('go after some days', () => {
    const name = draftName('doctor', '7', 'f', null)
    writeDraft(name, draft())
    expect(readDraft(name, NOW + DAYS_KEPT * 86_400_000)).not.toBeNull()
    expect(readDraft(name, NOW + DAYS_KEPT * 86_400_000 + 1)).toBeNull()
    expect(shelf.length).toBe(0)
  })

  it('are listed for one login, the latest first', () => {
    writeDraft(draftName('a', '7', 'f', null), draft(NOW - 5))
    writeDraft(draftName('a', '8', 'f', '3'), draft(NOW))
    writeDraft(draftName('a/b', '9', 'f', null), draft(NOW))
    shelf.setItem('other', 'x')
    expect(listDrafts('a', NOW).map((one) => one.draft.savedAt)).toEqual([NOW, NOW - 5])
    expect(listDrafts('a/b', NOW)).toHaveLength(1)
  })

  it('say when the browser keeps nothing', () => {
    shelf.isFull = true
    expect(writeDraft('x', draft())).toBe(false)
  })

  it('are not read when they are broken', () => {
    shelf.setItem(draftName('a', '7', 'f', null), '{')
    expect(readDraft(draftName('a', '7', 'f', null))).toBeNull()
  })

  it('have keys of their own', () => {
    vi.stubGlobal('crypto', webcrypto) // every browser has it; Node 18, which Debian 12 has, does not
    expect(newKey()).not.toBe(newKey())
    expect(newKey().length).toBeLessThanOrEqual(100)
  })
})
