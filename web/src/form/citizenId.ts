// The identity number of a citizen (GB 11643), read while it is typed. The server decides.

import type { Day } from '@/api/types'

export interface CitizenId {
  number: string
  born_on: Day
  sex: '1' | '2'
}
export type CitizenIdFault = 'length' | 'format' | 'date' | 'check'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

export function cleanCitizenId(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\s/g, '')
    .toUpperCase()
}

export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return CHECKS[sum % 11] ?? ''
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1880
}

/** The number of 18 characters; the older one of 15 is made into it. */
export function readCitizenId(text: string): CitizenId | CitizenIdFault {
  let number = cleanCitizenId(text)
  if (number.length !== 15 && number.length !== 18) return 'length'
  if (number.length === 15) {
    if (!/^\d{15}$/.test(number)) return 'format'
    number = `${number.slice(0, 6)}19${number.slice(6)}`
    number += checkCharacter(number)
  }
  if (!/^\d{17}[\dX]$/.test(number)) return 'format'
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)]
  if (!isDay(Number(year), Number(month), Number(day))) return 'date'
  if (checkCharacter(number) !== number[17]) return 'check'
  return { number, born_on: `${year}-${month}-${day}`, sex: Number(number[16]) % 2 ? '1' : '2' }
}

/** What stands between is nobody's business who looks over a shoulder. */
export function maskNumber(number: string): string {
  if (number.length < 8) return number
  return number.slice(0, 3) + '•'.repeat(number.length - 7) + number.slice(-4)
}
