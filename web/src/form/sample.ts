// A small form for tests: a choice with "none", a field that depends on it, numbers, a list.

import type { Field, Form } from '@/api/types'

function field(name: string, type: Field['type'], more: Partial<Field> = {}): Field {
  return { name, label: { zh: name, en: name }, type, required: false, conditional: false, derived: false, ...more }
}

export function sampleForm(): Form {
  return {
    name: 'hypertension.followup',
    label: { zh: '随访', en: 'Visit' },
    programme: 'hypertension',
    subject: 'person',
    fields: [
      field('symptoms', 'codes', { codes: 'symptom', required: true }),
      field('symptoms_other', 'text', { conditional: true }),
      field('sbp', 'number', { low: '60', high: '300' }),
      field('dbp', 'number', {}),
      field('bmi', 'number', { derived: true }),
    ],
    lists: [
      {
        name: 'medicines',
        label: { zh: '用药', en: 'Medicines' },
        rows_max: 3,
        fields: [field('name', 'text'), field('dose', 'number')],
      },
    ],
    layout: [
      { field: 'symptoms' },
      { field: 'symptoms_other' },
      {
        section: { zh: '体征', en: 'Signs' },
        items: [{ field: 'sbp' }, { field: 'dbp' }, { field: 'bmi' }, { list: 'medicines' }],
      },
    ],
    codes: {
      symptom: {
        label: { zh: '症状', en: 'Symptoms' },
        values: [
          { code: '1', label: { zh: '无', en: 'None' }, alone: true },
          { code: '2', label: { zh: '头痛', en: 'Headache' } },
          { code: '10', label: { zh: '其他', en: 'Other' }, from: '2020-01-01' },
          { code: '11', label: { zh: '旧', en: 'Old' }, until: '2019-12-31' },
        ],
      },
    },
  }
}
