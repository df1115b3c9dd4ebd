import { describe, expect, it } from 'vitest'
import { looksLikeCard, maskName } from './mask'

describe('a card', () => {
  it('shows the first letter of a name', () => {
    for (const [name, masked] of [['张三', '张*'], ['欧阳修远', '欧***'], ['𠮷田', '𠮷*'], ['Anna Berg', 'A***'], ['李', '李*'], ['', '*']])
      expect(maskName(name ?? '')).toBe(masked)
  })

  it('is known by how its text begins', () => {
    for (const text of ['BFC1AGYIHO', ' bfc1agyiho', 'BFC2', 'HC0000000018', 'hc0000000018 ']) expect(looksLikeCard(text)).toBe(true)
    for (const text of ['', '张三', 'bf', 'bfc', 'BFCX', 'hc', 'HC00000000', 'hcz', '990101']) expect(looksLikeCard(text)).toBe(false)
  })
})
