// What is typed into a form, as texts, and what becomes of it: pure functions, no screen.

import type { CodeSet, Day, Field, FieldList, Form, FormRecord, Id, LayoutItem, Problem, Rows, Submission, Values } from '@/api/types'

export interface Content {
  occurred_on: Day
  organisation_id: Id | null
  worker_id: Id | null
  values: Values
  lists: Rows
}

export function emptyContent(day: Day, organisation: Id | null, worker: Id | null): Content {
  return { occurred_on: day, organisation_id: organisation, worker_id: worker, values: {}, lists: {} }
}

export function copyContent(content: Content): Content {
  return JSON.parse(JSON.stringify(content)) as Content
}

/** Equal as far as the server would see it: absent and empty are the same. */
export function isSameContent(a: Content, b: Content): boolean {
  return canonical(a) === canonical(b)
}

function canonical(content: Content): string {
  const values = (of: Values): string[][] =>
    Object.entries(of)
      .filter(([, text]) => text !== '')
      .sort(([x], [y]) => (x < y ? -1 : 1))
  const lists = Object.entries(content.lists)
    .map(([name, rows]) => [name, rows.map(values).filter((row) => row.length > 0)] as const)
    .filter(([, rows]) => rows.length > 0)
    .sort(([x], [y]) => (x < y ? -1 : 1))
  return JSON.stringify([
    content.occurred_on,
    content.organisation_id,
    content.worker_id,
    values(content.values),
    lists,
  ])
}

/** What a stored record would have been typed as. Derived values are nobody's to type. */
export function contentOf(form: Form, record: FormRecord): Content {
  const content = emptyContent(
    record.occurred_on,
    record.organisation?.id ?? null,
    record.worker?.id ?? null,
  )
  for (const field of form.fields) {
    const value = record.values[field.name]
    if (!field.derived && value) content.values[field.name] = value.text
  }
  for (const list of form.lists) {
    content.lists[list.name] = (record.lists?.[list.name] ?? []).map((row) => {
      const values: Values = {}
      for (const field of list.fields) {
        const value = row[field.name]
        if (!field.derived && value) values[field.name] = value.text
      }
      return values
    })
  }
  return content
}

export interface Whose {
  person_id?: Id
  record_id?: Id
  revision?: number
}

/** What is sent: without fields that do not apply, empty texts and empty rows. */
export function submissionOf(
  form: Form,
  content: Content,
  applies: Record<string, boolean>,
  whose: Whose,
): Submission {
  const values: Values = {}
  for (const field of form.fields) {
    const text = content.values[field.name]?.trim()
    if (!field.derived && text && applies[field.name] !== false) values[field.name] = text
  }
  const lists: Rows = {}
  for (const list of form.lists) {
    const rows = (content.lists[list.name] ?? []).map((row) => filled(row))
    lists[list.name] = rows.filter((row) => Object.keys(row).length > 0)
  }
  return {
    ...whose,
    occurred_on: content.occurred_on,
    organisation_id: content.organisation_id,
    worker_id: content.worker_id,
    values,
    lists,
  }
}

function filled(row: Values): Values {
  const out: Values = {}
  for (const [name, text] of Object.entries(row)) if (text.trim()) out[name] = text.trim()
  return out
}

// ---- typing -------------------------------------------------------------------------------

/** "１３６．５" and "36。5" are what a Chinese keyboard types for 36.5. */
export function cleanNumber(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[。·]/g, '.')
    .replace(/[\s,，]/g, '')
}

export function chosenCodes(text: string | undefined): string[] {
  return text ? text.split(',').filter(Boolean) : []
}

/** Choose or give back one of several codes. "None" excludes everything else, both ways. */
export function toggleCode(codes: CodeSet, text: string | undefined, code: string): string {
  const chosen = chosenCodes(text)
  if (chosen.includes(code)) return chosen.filter((other) => other !== code).join(',')
  const isAlone = (of: string): boolean => codes.values.find((value) => value.code === of)?.alone === true
  const kept = isAlone(code) ? [] : chosen.filter((other) => !isAlone(other))
  const order = new Map(codes.values.map((value, at) => [value.code, at]))
  return [...kept, code].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)).join(',')
}

/** Codes that may be chosen on that day, and one that is chosen already whatever the day. */
export function codesOn(codes: CodeSet, day: Day, text: string | undefined): CodeSet['values'] {
  const chosen = chosenCodes(text)
  return codes.values.filter(
    (value) =>
      chosen.includes(value.code) ||
      ((!value.from || value.from <= day) && (!value.until || day <= value.until)),
  )
}

// ---- the layout ---------------------------------------------------------------------------

export function fieldNamed(form: Form, name: string): Field | undefined {
  return form.fields.find((field) => field.name === name)
}

export function listNamed(form: Form, name: string): FieldList | undefined {
  return form.lists.find((list) => list.name === name)
}

/** The names of fields and lists below an item, in their order. */
export function namesIn(items: LayoutItem[]): string[] {
  return items.flatMap((item) => {
    if ('section' in item) return namesIn(item.items)
    return 'field' in item ? [item.field] : [item.list]
  })
}

// ---- problems -----------------------------------------------------------------------------

/** "sbp", "medicines" or "medicines.dose:2": where a problem is shown. */
export function placeOf(field: string, row?: number | null): string {
  return row ? `${field}:${row}` : field
}

/** What stands at a place now; a list has no text of its own. */
export function textAt(content: Content, place: string): string {
  const [, list, name, row] = /^(.+)\.(.+):(\d+)$/.exec(place) ?? []
  return (list && name ? content.lists[list]?.[Number(row) - 1]?.[name] : content.values[place]) ?? ''
}

export function idOf(place: string): string {
  return `field-${place.replace(/[^\w-]/g, '-')}`
}

export interface ProblemIndex {
  at: Map<string, Problem[]>
  /** those that belong to no field that is shown */
  general: Problem[]
  errors: number
  warnings: number
}

export function indexProblems(problems: Problem[], isShown: (field: string) => boolean): ProblemIndex {
  const index: ProblemIndex = { at: new Map(), general: [], errors: 0, warnings: 0 }
  for (const problem of problems) {
    if (problem.severity === 'error') index.errors++
    else index.warnings++
    const top = problem.field.split('.')[0] ?? ''
    if (!top || !isShown(top)) {
      index.general.push(problem)
      continue
    }
    const place = placeOf(problem.field, problem.row)
    index.at.set(place, [...(index.at.get(place) ?? []), problem])
  }
  return index
}

/** Nobody is told to fill in what he has not come to yet. */
export function problemsToShow(problems: Problem[], isTouched: (place: string) => boolean, all: boolean): Problem[] {
  if (all) return problems
  return problems.filter(
    (problem) => problem.code !== 'required' || isTouched(placeOf(problem.field, problem.row)),
  )
}

/** Places with an error, in the order in which the form shows them. */
export function placesInOrder(form: Form, problems: Problem[]): string[] {
  const order = new Map(namesIn(form.layout).map((name, at) => [name, at]))
  const at = (problem: Problem): number => order.get(problem.field.split('.')[0] ?? '') ?? -1
  return [...problems]
    .sort((a, b) => at(a) - at(b) || (a.row ?? 0) - (b.row ?? 0))
    .map((problem) => placeOf(problem.field, problem.row))
}
