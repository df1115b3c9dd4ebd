// What differs between two revisions of a record.

import type { FormRecord } from '@/api/types'

export function changedNames(before: FormRecord, after: FormRecord): Set<string> {
  const out = new Set<string>()
  const names = new Set([...Object.keys(before.values), ...Object.keys(after.values)])
  for (const name of names) {
    if ((before.values[name]?.text ?? '') !== (after.values[name]?.text ?? '')) out.add(name)
  }
  const lists = new Set([...Object.keys(before.lists ?? {}), ...Object.keys(after.lists ?? {})])
  for (const name of lists) {
    if (rowsText(before, name) !== rowsText(after, name)) out.add(name)
  }
  return out
}

function rowsText(record: FormRecord, list: string): string {
  const rows = record.lists?.[list] ?? []
  return JSON.stringify(
    rows.map((row) =>
      Object.entries(row)
        .map(([name, value]) => [name, value?.text ?? ''])
        .filter(([, text]) => text !== '')
        .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    ),
  )
}
