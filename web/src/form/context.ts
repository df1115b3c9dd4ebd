// What every part of a form that is being filled in has at hand.

import { inject, provide, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { Day, Form, Named, Preview, Problem } from '@/api/types'
import type { Content, ProblemIndex } from './content'
import type { EarlierRows } from './useEarlier'

/** What the field said the last time. */
export interface Earlier {
  shown: string
  on: Day
}

export interface FormContext {
  form: ComputedRef<Form>
  content: Content
  preview: ShallowRef<Preview | null>
  problems: ComputedRef<ProblemIndex>
  isVisible(field: string): boolean
  isRequired(field: string, ofItself: boolean): boolean
  touch(place: string): void
  /** names of ids that stand in the content */
  known: ComputedRef<Named[]>
  earlier: ComputedRef<Record<string, Earlier>>
  earlierRows: ComputedRef<EarlierRows | null>
}

const KEY: InjectionKey<FormContext> = Symbol('form')

export function provideForm(context: FormContext): void {
  provide(KEY, context)
}

export function useForm(): FormContext {
  const context = inject(KEY)
  if (!context) throw new Error('a part of a form stands outside of one')
  return context
}

export function problemsOf(index: ProblemIndex, place: string): Problem[] {
  return index.at.get(place) ?? []
}
