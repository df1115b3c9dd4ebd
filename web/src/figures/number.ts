// Figures as numbers, where a picture needs them. What is printed comes from the server.

import type { Figure } from '@/api/types'

export function numberOf(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text === '') return null
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** A rate has a whole; a count has none. */
export function isRate(figure: Figure): boolean {
  return figure.whole !== null || figure.state === 'no_whole' || figure.state === 'zero_whole'
}

/** "312,456" */
export function grouped(text: string | null | undefined): string {
  if (!text) return ''
  const [whole = '', part] = text.split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part === undefined ? digits : `${digits}.${part}`
}

export interface Scale {
  low: number
  high: number
  ticks: number[]
}

/** A scale of round numbers that holds all values. Counts begin at 0, so that heights compare. */
export function scaleFor(values: number[], fromZero: boolean): Scale {
  if (values.length === 0) return { low: 0, high: 1, ticks: [0, 1] }
  const low = fromZero ? Math.min(0, ...values) : Math.min(...values)
  const high = Math.max(...values)
  const span = high - low || Math.abs(high) || 1
  const raw = span / 4
  const magnitude = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].map((one) => one * magnitude).find((one) => one >= raw) ?? raw
  const first = Math.floor(low / step) * step
  const last = Math.ceil((high === low ? high + step / 2 : high) / step) * step
  const ticks: number[] = []
  for (let at = 0; first + at * step <= last + step / 1000; at++) ticks.push(Number((first + at * step).toPrecision(12)))
  return { low: first, high: ticks[ticks.length - 1] ?? last, ticks }
}
