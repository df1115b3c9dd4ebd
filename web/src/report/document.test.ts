import { describe, expect, it } from 'vitest'
import { readLink } from './document'

describe('links of the summary', () => {
  it.each([
    ['/#/figures/hypertension.standard_rate?period=2025&organisation=7', { indicator: 'hypertension.standard_rate', query: { period: '2025', organisation: '7' } }],
    ['#/figures/ehr.records', { indicator: 'ehr.records', query: {} }],
    ['/figures/ehr.records', null], // no address of the interface
    ['https://example.org/figures/x', null],
    ['javascript:alert(1)', null],
    ['/#/figures/', null],
  ])('%s', (href, want) => {
    expect(readLink(href)).toEqual(want)
  })
})
