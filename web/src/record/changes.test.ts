import { describe, expect, it } from 'vitest'
import type { FormRecord, Value } from '@/api/types'
import { changedNames } from './changes'

function record(values: Record<string, string>, rows: Record<string, string>[] = []): FormRecord {
  const made = (of: Record<string, string>): Record<string, Value> =>
    Object.fromEntries(Object.entries(of).map(([name, text]) => [name, { text }]))
  return {
    record_id: '1', revision: 1, form: 'f', occurred_on: '2025-01-01', recorded_at: '',
    values: made(values), lists: { medicines: rows.map(made) },
  }
}

describe('changes between revisions', () => {
  it.each<[string, FormRecord, FormRecord, string[]]>([
    ['nothing', record({ a: '1' }), record({ a: '1' }), []],
    ['a value', record({ a: '1', b: '2' }), record({ a: '1', b: '3' }), ['b']],
    ['one more', record({}), record({ a: '1' }), ['a']],
    ['one less', record({ a: '1' }), record({}), ['a']],
    ['a row', record({}, [{ x: '1' }]), record({}, [{ x: '2' }]), ['medicines']],
    ['rows alike', record({}, [{ x: '1', y: '2' }]), record({}, [{ y: '2', x: '1' }]), []],
  ])('%s', (_, before, after, want) => {
    expect([...changedNames(before, after)]).toEqual(want)
  })
})
