import { describe, expect, it } from 'vitest'
import { evidenceWords } from './evidence'

describe('evidence in words', () => {
  it.each([
    [{ field: 'name', agreement: 'sound', weight: 14.2 }, '姓名：同音'],
    [{ field: 'prior', agreement: 'prior', weight: -20 }, '两份档案同属一人的先验'],
    [{ field: 'clan', agreement: 'odd' }, 'clan：odd'],
    [{ field: 'name', label: { zh: '同名', en: 'same name' } }, '同名'],
  ])('%j', (one, zh) => expect(evidenceWords(one).zh).toBe(zh))
})
