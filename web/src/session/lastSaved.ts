// What the server said to the record that was stored last: its page shows it once.

import { shallowRef } from 'vue'
import type { RecordSaved } from '@/api/types'

export interface LastSaved {
  saved: RecordSaved
  isAmended: boolean
}

export const lastSaved = shallowRef<LastSaved | null>(null)
