import { describe, expect, it } from 'vitest'
import { checkCharacter, maskNumber, readCitizenId } from './citizenId'

// Numbers of people who do not exist: the check character is computed here.
const of = (first17: string): string => first17 + checkCharacter(first17)

describe('the identity number', () => {
  it('has the example of the standard', () => {
    expect(checkCharacter('11010519491231002')).toBe('X')
  })

  it.each([
    [of('14070219530321002'), { born_on: '1953-03-21', sex: '2' }],
    [of('14070219530321001'), { born_on: '1953-03-21', sex: '1' }],
    ['11010519491231002x', { born_on: '1949-12-31', sex: '2', number: '11010519491231002X' }],
    [' 110105 19491231 002X ', { born_on: '1949-12-31' }],
    ['１１０１０５１９４９１２３１００２Ｘ', { born_on: '1949-12-31' }],
    ['110105491231002', { born_on: '1949-12-31', number: '11010519491231002X' }],
    [of('14070220000229001'), { born_on: '2000-02-29' }],
  ])('%s is read', (text, want) => {
    expect(readCitizenId(text)).toMatchObject(want)
  })

  it.each([
    ['', 'length'],
    ['1101051949123100', 'length'],
    ['11010519491231002A', 'format'],
    ['1101051949123100XX', 'format'],
    ['110105199013310021', 'date'],
    [of('14070219000229001'), 'date'], // 1900 was no leap year
    ['110105187912310021', 'date'],
    ['110105194912310021', 'check'],
    ['110105194912310203', 'check'],
  ])('%s: %s', (text, fault) => {
    expect(readCitizenId(text)).toBe(fault)
  })

  it('is shown without its middle', () => {
    expect(maskNumber('11010519491231002X')).toBe('110•••••••••••002X')
    expect(maskNumber('12345')).toBe('12345')
  })
})
