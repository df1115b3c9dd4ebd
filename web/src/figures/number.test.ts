import { describe, expect, it } from 'vitest'
import { grouped, numberOf, scaleFor } from './number'

describe('figures as numbers', () => {
  it.each([
    ['312456', '312,456'],
    ['999', '999'],
    ['1234567.50', '1,234,567.50'],
    ['-1234', '-1,234'],
    ['', ''],
    [null, ''],
  ])('%s is written %s', (text, want) => {
    expect(grouped(text)).toBe(want)
  })

  it.each([
    ['62.35', 62.35],
    ['', null],
    [null, null],
    ['—', null],
  ])('%s is %s', (text, want) => {
    expect(numberOf(text)).toBe(want)
  })

  it.each([
    [[62, 71.5], true, [0, 20, 40, 60, 80]],
    [[62, 71.5], false, [60, 62.5, 65, 67.5, 70, 72.5]],
    [[0, 0], true, [0, 0.25]],
    [[], true, [0, 1]],
    [[5], true, [0, 2, 4, 6]],
  ])('a scale for %j', (values, fromZero, want) => {
    expect(scaleFor(values, fromZero).ticks).toEqual(want)
  })
})
