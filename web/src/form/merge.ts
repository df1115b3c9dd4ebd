// Somebody amended the record first: what both have in common, and where one has to choose.

import type { Form } from '@/api/types'
import { copyContent, type Content } from './content'

export interface Difference {
  /** "values.sbp", "lists.medicines", "occurred_on" */
  place: string
  name: string
  base: unknown
  mine: unknown
  theirs: unknown
}

export interface Merge {
  /** mine where only I changed something, theirs where only they did */
  content: Content
  /** both changed it, to different things: theirs stands in the content until one chooses */
  conflicts: Difference[]
  /** what they changed and I did not */
  taken: Difference[]
}

type Place = { place: string; name: string; read(of: Content): unknown; write(to: Content, what: unknown): void }

function placesOf(form: Form): Place[] {
  const heads = (['occurred_on', 'organisation_id', 'worker_id'] as const).map((name): Place => ({
    place: name,
    name,
    read: (of) => of[name],
    write: (to, what) => {
      ;(to as unknown as Record<string, unknown>)[name] = what
    },
  }))
  const values = form.fields
    .filter((field) => !field.derived)
    .map(({ name }): Place => ({
      place: `values.${name}`,
      name,
      read: (of) => of.values[name] || null,
      write: (to, what) => {
        to.values[name] = typeof what === 'string' ? what : ''
      },
    }))
  const lists = form.lists.map(({ name }): Place => ({
    place: `lists.${name}`,
    name,
    read: (of) => of.lists[name] ?? [],
    write: (to, what) => {
      to.lists[name] = (what ?? []) as Content['lists'][string]
    },
  }))
  return [...heads, ...values, ...lists]
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

export function merge(form: Form, base: Content, mine: Content, theirs: Content): Merge {
  const out: Merge = { content: copyContent(theirs), conflicts: [], taken: [] }
  for (const place of placesOf(form)) {
    const [was, my, their] = [place.read(base), place.read(mine), place.read(theirs)]
    const difference = { place: place.place, name: place.name, base: was, mine: my, theirs: their }
    if (same(my, their)) continue
    if (same(was, my)) out.taken.push(difference)
    else if (same(was, their)) place.write(out.content, my)
    else out.conflicts.push(difference)
  }
  return out
}

/** Settle a conflict for mine. */
export function takeMine(form: Form, content: Content, place: string, mine: unknown): void {
  placesOf(form)
    .find((one) => one.place === place)
    ?.write(content, mine)
}
