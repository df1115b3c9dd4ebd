// The fields of a worker, for the one who is new and the one who is changed.

import type { Named } from '@/api/types'
import type { DialogField } from '@/parts/fields'

type Say = (key: string) => string

export function workerFields(t: Say, organisation: Named, isNew: boolean): DialogField[] {
  return [
    { name: 'code', label: t('worker.code'), kind: 'text', required: true },
    { name: 'name', label: t('worker.name'), kind: 'text', required: true },
    { name: 'organisation_id', problem: 'organisation', label: t('organisation.post'), kind: 'organisation', required: true, known: [organisation] },
    ...(isNew ? [] : [{ name: 'since', label: t('worker.since'), kind: 'date', help: t('worker.sinceHelp') } satisfies DialogField]),
    { name: 'profession', label: t('worker.profession'), kind: 'text' },
    { name: 'is_family_doctor', label: t('worker.familyDoctor'), kind: 'check' },
    { name: 'valid_from', label: t('organisation.firstDay'), kind: 'date' },
    { name: 'valid_until', label: t('organisation.lastDay'), kind: 'date', help: t('organisation.openHelp') },
  ]
}
