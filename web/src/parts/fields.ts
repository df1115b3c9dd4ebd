// What a FieldsDialog asks for.

import type { Named } from '@/api/types'

export interface DialogField {
  /** of the value that is sent; problems name it so, unless `problem` says otherwise */
  name: string
  problem?: string
  label: string
  kind: 'text' | 'number' | 'date' | 'choice' | 'organisation' | 'check'
  choices?: { code: string; text: string }[]
  known?: Named[]
  required?: boolean
  disabled?: boolean
  help?: string
}

/** What is empty is null. */
export type DialogValues = Record<string, string | boolean | null | undefined>
