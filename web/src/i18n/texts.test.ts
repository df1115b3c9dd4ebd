import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh'

function keys(of: object, above = ''): string[] {
  return Object.entries(of).flatMap(([name, text]) =>
    typeof text === 'string' ? [above + name] : keys(text as object, `${above}${name}.`),
  )
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /(?<!\.test)\.(vue|ts)$/.test(entry.name) ? [path] : []
  })
}

const at = (of: object, key: string): string =>
  key.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], of) as string
const named = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1] ?? ''))].sort()

const code = sources(join(__dirname, '..')).map((path) => readFileSync(path, 'utf8')).join('\n')
const known = new Set(keys(zh))

describe('texts', () => {
  it('are the same in both languages, with the same names in them', () => {
    expect(keys(en)).toEqual(keys(zh))
    for (const key of known) expect([key, named(at(en, key))]).toEqual([key, named(at(zh, key))])
  })

  it('are there when the code asks for them', () => {
    const asked = [...code.matchAll(/\b(?:t|say)\(\s*(?:[^'"`()]*\?\s*)?'([\w.]+)'(?:\s*:\s*'([\w.]+)')?/g)].flatMap((one) => [one[1], one[2]])
    const missing = asked.filter((key) => key !== undefined && key.includes('.') && !known.has(key))
    expect(missing).toEqual([])
    expect(asked.length).toBeGreaterThan(200)
  })

  it('are all asked for', () => {
    // Keys that are put together: t(`figure.${kind}`)
    const starts = [...code.matchAll(/\b(?:t|say)\(`([\w.]+\.)\$\{/g)].map((one) => one[1] ?? '')
    const unused = [...known].filter((key) => !code.includes(`'${key}'`) && !starts.some((start) => key.startsWith(start)))
    expect(unused).toEqual([])
  })

  it('name every subject and every action of the audit log, in both languages', () => {
    const rows = (file: string): string[] => readFileSync(join(__dirname, '../../../src/access', file), 'utf8').split('\n').filter((line) => line.startsWith('X('))
    const subjects = rows('audit_subject.def').flatMap((row) => /"(\w+)"/.exec(row)?.[1] ?? [])
    expect(subjects).toContain('reorganisation')
    expect(subjects.filter((one) => !known.has(`audit.subject.${one}`))).toEqual([])
    const actions = rows('audit.def').map((row) => /^X\(AUDIT_\w+, "([\w.]+)", "(.+)", "(.+)"\)$/.exec(row) ?? [row])
    expect(actions.length).toBeGreaterThan(60)
    expect(actions.filter(([, name, inChinese, inEnglish]) => !name || !/\p{Script=Han}/u.test(inChinese ?? '') || !/^[a-z][\x20-\x7e]+$/.test(inEnglish ?? '')).map(([row]) => row)).toEqual([])
    expect(new Set(actions.map(([, name]) => name)).size).toBe(actions.length)
  })

  it('have no characters that mean something to the compiler', () => {
    for (const key of known) expect(at(zh, key)).not.toMatch(/[@|]/)
  })
})
