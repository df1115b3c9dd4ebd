// A form that is being filled in: from the definition and, when it is amended, the record, over
// drafts and previews, to the stored record.

import { reactive, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import * as api from '@/api/calls'
import { ApiError, isStatus } from '@/api/client'
import type { Form, FormRecord, Id, Person, RecordSaved, Submission } from '@/api/types'
import { language } from '@/i18n'
import { readForm } from '@/session/definitions'
import { signedIn, today } from '@/session/session'
import { contentOf, copyContent, emptyContent, isSameContent, placesInOrder, submissionOf, type Content } from './content'
import { draftName, newKey, readDraft } from './drafts'
import { merge, type Merge } from './merge'
import { useDraft } from './useDraft'
import { useShown, type Shown } from './useShown'
import { emptyPreview, usePreview, type PreviewKeeper } from './usePreview'

export interface Target {
  form: string
  /** whose record; null: an entry of a register */
  person: Id | null
  /** which record or entry is amended; null: a new one */
  record: Id | null
}

/** What came of pressing "save". */
export type Outcome =
  | { is: 'saved'; saved: RecordSaved }
  | { is: 'problems'; places: string[] }
  | { is: 'warnings' }
  | { is: 'conflict' }
  | { is: 'saved_before' }
  | { is: 'uncertain'; error: ApiError }
  | { is: 'refused'; error: unknown }

export interface RecordForm extends Pick<Shown, 'problems' | 'errorCount' | 'isVisible' | 'isRequired' | 'touch'> {
  definition: ShallowRef<Form | null>
  person: ShallowRef<Person | null>
  /** as it is stored, when it is amended */
  record: ShallowRef<FormRecord | null>
  content: Content
  previewing: PreviewKeeper
  loading: Ref<boolean>
  failure: ShallowRef<unknown>
  saving: Ref<boolean>
  restoredAt: Ref<number | null>
  keptAt: Ref<number | null>
  isKept: Ref<boolean>
  isUncertain: Ref<boolean>
  conflict: ShallowRef<Merge | null>
  load(): Promise<void>
  submit(): Promise<Outcome>
  startAgain(): Promise<void>
  settle(settled: Content): Promise<void>
}

export function useRecordForm(target: Target): RecordForm {
  const definition = shallowRef<Form | null>(null)
  const person = shallowRef<Person | null>(null)
  const record = shallowRef<FormRecord | null>(null)
  const content = reactive<Content>(emptyContent(today(), null, null))
  const loading = ref(true)
  const failure = shallowRef<unknown>(null)
  const saving = ref(false)
  const restoredAt = ref<number | null>(null)
  const isUncertain = ref(false)
  const conflict = shallowRef<Merge | null>(null)

  let key = newKey()
  let base: Content | null = null
  let revision: number | null = null
  let conflictRevision: number | null = null
  let begun: Content | null = null
  let shownWarnings = new Set<string>()

  const name = draftName(signedIn.value.login, target.person ?? 'register', target.form, target.record)

  function submission(): Submission {
    if (!definition.value) throw new Error('the form is not loaded')
    return submissionOf(definition.value, content, previewing.preview.value?.applies ?? {}, {
      ...(target.person ? { person_id: target.person } : {}),
      ...(target.record ? { record_id: target.record } : {}),
      ...(revision !== null ? { revision } : {}),
    })
  }

  const previewing = usePreview(() => target.form, submission)

  const shown = useShown(definition, content, previewing)
  const { all } = shown

  // ---- loading ----------------------------------------------------------------------------

  async function readRecord(): Promise<FormRecord | null> {
    if (!target.record) return null
    return target.person
      ? api.records.read(target.person, target.form, target.record)
      : api.registers.read(target.form, target.record)
  }

  function fresh(form: Form, stored: FormRecord | null, who: Person | null): Content {
    if (stored) return contentOf(form, stored)
    const me = signedIn.value
    const organisation = me.worker ? me.organisation : (who?.organisation ?? me.organisation)
    const content = emptyContent(today(), organisation.id, me.worker?.id ?? who?.worker?.id ?? null)
    for (const field of form.fields) {
      if (field.type === 'worker' && field.required && me.worker) content.values[field.name] = me.worker.id
    }
    return content
  }

  async function load(): Promise<void> {
    loading.value = true
    failure.value = null
    try {
      const [form, who, stored] = await Promise.all([
        readForm(target.form),
        target.person ? api.persons.read(target.person) : null,
        readRecord(),
      ])
      definition.value = form
      person.value = who
      record.value = stored
      begun = fresh(form, stored, who)
      base = stored ? copyContent(begun) : null
      revision = stored?.revision ?? null
      Object.assign(content, copyContent(begun))
      takeDraft(form, stored)
      await previewing.now()
    } catch (error) {
      failure.value = error
    } finally {
      loading.value = false
    }
  }

  function takeDraft(form: Form, stored: FormRecord | null): void {
    const kept = readDraft(name)
    if (!kept || !begun) return
    key = kept.key
    isUncertain.value = kept.isUncertain
    restoredAt.value = kept.savedAt
    Object.assign(content, copyContent(kept.content))
    // The record went on while the draft lay there.
    if (stored && kept.base && kept.revision !== stored.revision) {
      meet(form, kept.base, begun, stored.revision)
    }
  }

  // ---- drafts -----------------------------------------------------------------------------

  const draft = useDraft(name, () => {
    const form = definition.value
    if (!form || !begun || loading.value) return null
    if (isSameContent(content, begun) && !isUncertain.value) return null
    return {
      form: target.form,
      label: form.label,
      person: person.value ? { id: person.value.person_id, name: person.value.name } : null,
      record: target.record,
      revision, base, content, key,
      isUncertain: isUncertain.value,
      savedAt: Date.now(),
    }
  })

  watch(
    content,
    () => {
      if (loading.value) return
      draft.later()
      previewing.later()
    },
    { deep: true },
  )
  // The messages come in the reader's language.
  watch(language, () => previewing.later())
  async function startAgain(): Promise<void> {
    draft.drop()
    key = newKey()
    isUncertain.value = false
    restoredAt.value = null
    shown.reset()
    await load()
  }

  // ---- saving -----------------------------------------------------------------------------

  function warningsNow(): Set<string> {
    return new Set(
      all.value
        .filter((one) => one.severity === 'warning')
        .map((one) => JSON.stringify([one.field, one.row, one.message])),
    )
  }

  function errorsNow(form: Form): string[] {
    return placesInOrder(form, all.value.filter((one) => one.severity === 'error'))
  }

  async function submit(): Promise<Outcome> {
    const form = definition.value
    if (!form) return { is: 'refused', error: new Error('not loaded') }
    saving.value = true
    shownWarnings = new Set([...shownWarnings, ...warningsNow()])
    try {
      await previewing.now()
      shown.showAll()
      const places = errorsNow(form)
      if (places.length > 0 && previewing.state.value === 'checked') return { is: 'problems', places }
      if ([...warningsNow()].some((one) => !shownWarnings.has(one))) return { is: 'warnings' }
      return await send(form)
    } finally {
      saving.value = false
    }
  }

  function write(): Promise<RecordSaved> {
    const what = submission()
    const { person: who, record: which, form } = target
    if (who && which) return api.records.amend(who, form, which, what, key)
    if (who) return api.records.save(who, form, what, key)
    if (which) return api.registers.amend(form, which, what, key)
    return api.registers.save(form, what, key)
  }

  async function send(form: Form, isAgain = false): Promise<Outcome> {
    try {
      const saved = await write()
      draft.end()
      return { is: 'saved', saved }
    } catch (error) {
      return failed(form, error, isAgain)
    }
  }

  async function failed(form: Form, error: unknown, isAgain: boolean): Promise<Outcome> {
    if (!(error instanceof ApiError)) return { is: 'refused', error }
    if (error.isUncertain) {
      isUncertain.value = true
      draft.now()
      return { is: 'uncertain', error }
    }
    if (isStatus(error, 409)) return conflicted(form, isAgain)
    if (error.problems.length > 0) {
      previewing.preview.value = { ...emptyPreview(), ...previewing.preview.value, problems: error.problems }
      return { is: 'problems', places: errorsNow(form) }
    }
    return { is: 'refused', error }
  }

  async function conflicted(form: Form, isAgain: boolean): Promise<Outcome> {
    // A new record has no revision: its key was used, so an earlier try had arrived.
    if (!target.record || !base) return { is: 'saved_before' }
    let stored: FormRecord | null
    try {
      stored = await readRecord()
    } catch (error) {
      return { is: 'refused', error }
    }
    if (!stored) return { is: 'saved_before' }
    const theirs = contentOf(form, stored)
    if (isSameContent(theirs, content)) {
      // It was this very amendment that had arrived.
      draft.end()
      return { is: 'saved', saved: { record_id: stored.record_id, revision: stored.revision } }
    }
    meet(form, base, theirs, stored.revision)
    if (conflict.value?.conflicts.length === 0 && conflict.value.taken.length === 0 && !isAgain) {
      // Nobody changed anything; only the key had been used for another content.
      await settle(conflict.value.content)
      return send(form, true)
    }
    return { is: 'conflict' }
  }

  function meet(form: Form, was: Content, theirs: Content, theirRevision: number): void {
    conflictRevision = theirRevision
    conflict.value = merge(form, was, copyContent(content), theirs)
    base = theirs
  }

  async function settle(settled: Content): Promise<void> {
    Object.assign(content, copyContent(settled))
    revision = conflictRevision
    // Another content is another request.
    key = newKey()
    isUncertain.value = false
    conflict.value = null
    draft.now()
    await previewing.now()
  }

  return {
    definition, person, record, content, previewing, loading, failure, saving, restoredAt, isUncertain, conflict,
    problems: shown.problems, errorCount: shown.errorCount, isVisible: shown.isVisible, isRequired: shown.isRequired, touch: shown.touch,
    keptAt: draft.keptAt, isKept: draft.isKept, load, submit, startAgain, settle,
  }
}
