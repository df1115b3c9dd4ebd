// How many pairs wait for a decision: shown in the navigation, read again after each decision.

import { ref } from 'vue'
import * as api from '@/api/calls'
import { may } from '@/session/session'

export const duplicateCount = ref('')

export async function readDuplicateCount(): Promise<void> {
  if (!may('write_record')) return
  const answer = await api.duplicates.count().catch(() => null)
  duplicateCount.value = answer && answer.open > 0 ? `${answer.open}${answer.more ? '+' : ''}` : ''
}
