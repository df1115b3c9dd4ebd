// What is registered about a person, while it is filled in; kept in this tab until it is stored.

import { computed, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import * as api from '@/api/calls'
import { ApiError, isStatus } from '@/api/client'
import type { PersonEntry, Problem, ResidenceEntry } from '@/api/types'
import { readCitizenId } from '@/form/citizenId'
import { newKey } from '@/form/drafts'
import { say } from '@/i18n'
import { failureText } from '@/parts/failure'
import { signedIn, today } from '@/session/session'
import { CITIZEN_ID } from './codes'

/** Texts, so that controls can be bound to them; empty ones become null when sent. */
export interface PersonFields {
  name: string
  citizen_id: string
  id_kind: string
  sex: string | null
  born_on: string | null
  phone: string
  address: string
  ethnic: string
  relation: string | null
  household_id: string | null
  /** the number is wrong on the document itself, and a supervisor says so */
  unverifiable: boolean
}

export interface PersonEditing {
  entry: PersonFields
  residence: ResidenceEntry
  /** birth and sex stand in the number of the card */
  isCard: ComputedRef<boolean>
  isDoubtful: ComputedRef<boolean>
  cardText: ComputedRef<string | undefined>
  loading: Ref<boolean>
  failure: ShallowRef<unknown>
  saving: Ref<boolean>
  message: Ref<string>
  general: ComputedRef<Problem[]>
  at(...fields: string[]): Problem[]
  load(): Promise<void>
  checkCard(): void
  /** the person's id, when it was stored */
  save(): Promise<string | null>
  /** as it would be sent */
  known: ComputedRef<PersonEntry>
  /** who was looked at and is another */
  distinct: Ref<string[]>
}

const SHOWN = ['id_kind', 'citizen_id', 'name', 'sex', 'born_on', 'phone', 'ethnic', 'relation', 'address', 'from_on', 'organisation', 'organisation_id', 'region', 'worker', 'worker_id', 'residence', 'kind']

export function usePersonEntry(person: string | null, citizenId: string): PersonEditing {
  const entry = reactive<PersonFields>({
    name: '', citizen_id: citizenId, id_kind: CITIZEN_ID, sex: null, born_on: null, phone: '', address: '', ethnic: '01', relation: null, household_id: null, unverifiable: false,
  })
  const residence = reactive<ResidenceEntry>({
    from_on: today(), kind: '1', organisation_id: signedIn.value.organisation.id, region: null, worker_id: signedIn.value.worker?.id ?? null,
  })
  const loading = ref(false)
  const failure = shallowRef<unknown>(null)
  const saving = ref(false)
  const message = ref('')
  const problems = ref<Problem[]>([])
  const distinct = ref<string[]>([])
  const isCardChecked = ref(false)
  let revision: number | undefined
  let key = newKey()

  // ---- the card ---------------------------------------------------------------------------

  const card = computed(() => (entry.id_kind === CITIZEN_ID && entry.citizen_id.trim() ? readCitizenId(entry.citizen_id) : null))
  const isCard = computed(() => card.value !== null && typeof card.value === 'object')
  const cardText = computed(() => {
    return isCard.value ? say('person.fromCard') : undefined
  })
  /** What is wrong with the number, before the server is asked. */
  const cardProblems = computed<Problem[]>(() =>
    typeof card.value === 'string' && isCardChecked.value ? [{ field: 'citizen_id', code: card.value, severity: 'error', message: say(`citizenId.${card.value}`) }] : [],
  )
  watch(card, (read) => {
    if (read && typeof read === 'object') {
      entry.sex = read.sex
      entry.born_on = read.born_on
    }
  }, { immediate: true })
  const isDoubtful = computed(() => entry.id_kind === CITIZEN_ID && card.value === 'check')
  const checkCard = (): void => {
    isCardChecked.value = true
  }

  // ---- kept in the tab --------------------------------------------------------------------

  const store = `barefoot.person/${signedIn.value.login}/${person ?? 'new'}`

  function restore(): void {
    try {
      const kept = JSON.parse(sessionStorage.getItem(store) ?? 'null') as { entry: PersonFields; residence: ResidenceEntry; key: string; revision?: number } | null
      if (!kept || kept.revision !== revision || citizenId) return
      Object.assign(entry, kept.entry)
      Object.assign(residence, kept.residence)
      key = kept.key
    } catch {
      // Nothing was kept, or nothing that can be read.
    }
  }
  function keep(): void {
    try {
      sessionStorage.setItem(store, JSON.stringify({ entry, residence, key, revision }))
    } catch {
      // The browser keeps nothing: then it stays on the page as long as that is open.
    }
  }
  watch([entry, residence], () => {
    if (!loading.value) keep()
  }, { deep: true })

  async function load(): Promise<void> {
    loading.value = true
    failure.value = null
    try {
      if (person) {
        const read = await api.persons.read(person)
        revision = read.revision
        Object.assign(entry, {
          name: read.name, citizen_id: read.citizen_id ?? '', id_kind: read.id_kind ?? CITIZEN_ID, sex: read.sex.code, born_on: read.born_on,
          phone: read.phone ?? '', address: read.address ?? '', ethnic: read.ethnic ?? '', relation: read.relation ?? null, household_id: read.household_id ?? null,
        })
      } else {
        const own = signedIn.value.organisation
        const found = (await api.places.organisations({ q: own.name, limit: 10 })).items.find((one) => one.id === own.id)
        residence.region = found?.region?.code ?? null
      }
      restore()
    } catch (error) {
      failure.value = error
    } finally {
      loading.value = false
    }
  }

  // ---- saving -----------------------------------------------------------------------------

  function sent(): PersonEntry {
    const text = (of: string | null): string | null => of?.trim() || null
    return {
      name: entry.name.trim(), citizen_id: text(entry.citizen_id), id_kind: text(entry.citizen_id) ? entry.id_kind : null, sex: text(entry.sex), born_on: text(entry.born_on),
      phone: text(entry.phone), address: text(entry.address), ethnic: text(entry.ethnic), relation: text(entry.relation), household_id: entry.household_id,
      ...(isDoubtful.value && entry.unverifiable ? { unverifiable: true } : {}),
      ...(person ? { revision: revision ?? 0 } : { residence: { ...residence }, ...(distinct.value.length > 0 ? { distinct_from: distinct.value } : {}) }),
    }
  }

  async function save(): Promise<string | null> {
    if (saving.value) return null
    saving.value = true
    message.value = ''
    problems.value = []
    try {
      const saved = person ? await api.persons.amend(person, sent(), key) : await api.persons.register(sent(), key)
      sessionStorage.removeItem(store)
      return saved.person_id ?? person
    } catch (error) {
      if (error instanceof ApiError && error.problems.length > 0) {
        problems.value = error.problems
        message.value = say('form.problems', { count: error.problems.length })
      } else if (isStatus(error, 409)) message.value = say(person ? 'resident.changed' : 'resident.savedBefore')
      else message.value = error instanceof ApiError && error.isUncertain ? `${failureText(error)} ${say('form.uncertain')}` : failureText(error)
      // A refusal is certain: what is corrected is another request.
      if (error instanceof ApiError && !error.isUncertain) key = newKey()
      return null
    } finally {
      saving.value = false
    }
  }

  const nameOf = (problem: Problem): string => problem.field.replace(/^residence\./, '')
  return {
    entry, residence, isCard, isDoubtful, cardText, loading, failure, saving, message, checkCard, load, save, distinct,
    known: computed(sent),
    at: (...fields) => {
      const said = problems.value.filter((one) => fields.includes(nameOf(one)))
      return said.length === 0 && fields.includes('citizen_id') ? cardProblems.value : said
    },
    general: computed(() => problems.value.filter((one) => !SHOWN.includes(nameOf(one)) || one.person_id)),
  }
}
