// Where one can go: the entries of the navigation, for what the account may do.

import { computed, onMounted, ref, type Component, type ComputedRef } from 'vue'
import { Calendar, CircleCheck, Collection, Connection, DataLine, Document, Download, Histogram, House, More, OfficeBuilding, Postcard, Setting, Tickets, User } from '@element-plus/icons-vue'
import { useRoute, type RouteLocationRaw } from 'vue-router'
import type { Catalogue } from '@/api/types'
import { useWords } from '@/i18n'
import { readCatalogue } from '@/session/definitions'
import { duplicateCount, readDuplicateCount } from '@/merge/waiting'
import { may } from '@/session/session'

export interface Entry {
  name: string
  label: string
  to: RouteLocationRaw
  icon: Component
  /** how many wait there; nothing when it is empty */
  count?: string
}

const TABS_MAX = 5

export function useNavigation(): {
  entries: ComputedRef<Entry[]>
  /** on a phone: the first ones, and "more" */
  tabs: ComputedRef<Entry[]>
  rest: ComputedRef<Entry[]>
  current: ComputedRef<string | undefined>
} {
  const { t, label } = useWords()
  const route = useRoute()
  const registers = ref<Catalogue['registers']>([])

  onMounted(async () => {
    if (!may('read_person')) return
    // Without the catalogue the page itself will say what is wrong.
    void readDuplicateCount()
    registers.value = (await readCatalogue().catch(() => null))?.registers ?? []
  })

  const main = computed<Entry[]>(() => {
    const all: (Entry & { isAllowed: boolean })[] = [
      { name: 'home', label: t('nav.home'), to: { name: 'home' }, icon: House, isAllowed: may('read_person') },
      { name: 'residents', label: t('nav.residents'), to: { name: 'residents' }, icon: User, isAllowed: may('read_person') },
      { name: 'due', label: t('nav.due'), to: { name: 'due' }, icon: Calendar, isAllowed: may('read_person') },
      { name: 'cards', label: t('nav.cards'), to: { name: may('manage_card') ? 'cards' : 'card-verify' }, icon: Postcard, isAllowed: may('read_person') },
      { name: 'figures', label: t('nav.figures'), to: { name: 'figures' }, icon: DataLine, isAllowed: may('read_figure') },
      { name: 'population', label: t('nav.population'), to: { name: 'population' }, icon: Histogram, isAllowed: may('read_figure') },
      { name: 'quality', label: t('nav.quality'), to: { name: 'quality' }, icon: CircleCheck, isAllowed: may('read_figure') },
      { name: 'summary', label: t('nav.summary'), to: { name: 'summary' }, icon: Document, isAllowed: may('read_figure') },
      { name: 'duplicates', label: t('nav.duplicates'), to: { name: 'duplicates' }, icon: Connection, count: duplicateCount.value, isAllowed: may('write_record') },
      ...registers.value.map((register) => ({
        name: `register-${register.name}`,
        label: label(register.label),
        to: { name: 'register-list', params: { register: register.name } },
        icon: Collection,
        isAllowed: true,
      })),
      { name: 'organisations', label: t('nav.organisations'), to: { name: 'organisations' }, icon: OfficeBuilding, isAllowed: may('read_figure') },
      { name: 'exports', label: t('nav.exports'), to: { name: 'exports' }, icon: Download, isAllowed: may('export') },
      { name: 'audit', label: t('nav.audit'), to: { name: 'audit' }, icon: Tickets, isAllowed: may('read_audit') },
    ]
    return all.filter((entry) => entry.isAllowed)
  })
  const account = computed<Entry>(() => ({ name: 'account', label: t('nav.account'), to: { name: 'account' }, icon: Setting }))

  const entries = computed(() => [...main.value, account.value])
  const fits = computed(() => entries.value.length <= TABS_MAX)
  const tabs = computed(() =>
    fits.value
      ? entries.value
      : [...main.value.slice(0, TABS_MAX - 1), { ...account.value, label: t('nav.more'), icon: More }],
  )
  const rest = computed(() => (fits.value ? [] : main.value.slice(TABS_MAX - 1)))

  const current = computed(() => {
    if (route.meta.nav !== 'registers') return route.meta.nav
    return `register-${String(route.params.register ?? route.params.form)}`
  })
  return { entries, tabs, rest, current }
}
