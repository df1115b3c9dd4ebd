// Every call of the interface, one line each, as docs/api.md lists them.

import { get, path, post, put, remove } from './client'
import type {
  About,
  AuditEntry,
  CardAction,
  CardCode,
  CardHolder,
  CardVerdict,
  Catalogue,
  Day,
  Due,
  Duplicate,
  DuplicateSource,
  DuplicateState,
  DueSummary,
  Figure,
  FigureDetail,
  FigurePerson,
  FigureReasons,
  FigureTable,
  FigureTrend,
  Form,
  FormRecord,
  FoundPerson,
  HouseholdMember,
  IdentifierEntry,
  Identity,
  IdentityHistory,
  HealthCard,
  Id,
  Merge,
  MergeDetail,
  MergePreview,
  MergeSide,
  Move,
  NameEntry,
  Page,
  PeopleKind,
  Person,
  PersonEntry,
  PersonMatch,
  PersonSaved,
  Preview,
  PrintedCard,
  RecordHead,
  RecordRevision,
  RecordSaved,
  RegisterEntry,
  RelationEntry,
  Resolved,
  Session,
  Submission,
} from './types'

export { places, population, quality, type SpanQuery } from './register'

/** One page of a list: what to leave out in front, and how many. */
export interface Paging {
  after?: string | null
  limit?: number
}
/** "it and everything below it", or "it and everything in it" */
export interface PlaceQuery {
  organisation?: Id | null
  region?: string | null
  tree?: string | null
}
export interface FigureQuery extends PlaceQuery {
  period: string
}

// ---- session and account ------------------------------------------------------------------

export const session = {
  open: (login: string, password: string) =>
    post<Session>('/session', { login, password }, { isSignIn: true }),
  read: () => get<Session>('/session', { isSignIn: true }),
  close: () => remove<undefined>('/session'),
  changePassword: (old: string, changed: string) =>
    post<undefined>('/account/password', { old, new: changed }),
}

// ---- definitions --------------------------------------------------------------------------

export const definitions = {
  about: () => get<About>(''),
  catalogue: () => get<Catalogue>('/catalogue'),
  form: (name: string) => get<Form>(path('forms', name)),
}

// ---- persons ------------------------------------------------------------------------------

const person = (id: Id, ...rest: string[]): string => path('persons', id, ...rest)

export const persons = {
  /** A page that found nobody but has more is gone on with: much was read for few answers. */
  search: async (
    query: { q?: string; organisation?: Id | null; residents?: boolean } & Paging,
    signal?: AbortSignal,
  ): Promise<Page<FoundPerson>> => {
    let page = await get<Page<FoundPerson>>('/persons', { query: { ...query }, signal })
    for (let round = 0; round < 8 && page.items.length === 0 && page.next; round++)
      page = await get<Page<FoundPerson>>('/persons', { query: { ...query, after: page.next }, signal })
    return page
  },
  read: (id: Id) => get<Person>(person(id)),
  /** Who may be registered already, by what is known so far. */
  matches: (known: Partial<PersonEntry>, signal?: AbortSignal) => post<{ items: PersonMatch[] }>('/matches', known, { signal }),
  register: (entry: PersonEntry, key: string) => post<PersonSaved>('/persons', entry, { key }),
  amend: (id: Id, entry: PersonEntry, key: string) => put<PersonSaved>(person(id), entry, { key }),
  move: (id: Id, move: Move, key: string) => post<unknown>(person(id, 'moves'), move, { key }),
  unmove: (id: Id, from: Day) => remove<undefined>(person(id, 'moves', from)),
  died: (id: Id, died_on: Day | null, key: string) =>
    put<unknown>(person(id, 'death'), { died_on }, { key }),
  identity: (id: Id) => get<Identity>(person(id, 'identity')),
  identityHistory: (id: Id) => get<IdentityHistory>(person(id, 'identity', 'history')),
  putIdentifier: (id: Id, thing: Id | null, entry: IdentifierEntry, key: string) =>
    thing
      ? put<unknown>(person(id, 'identifiers', thing), entry, { key })
      : post<unknown>(person(id, 'identifiers'), entry, { key }),
  endIdentifier: (
    id: Id,
    thing: Id,
    end: { revision: number; until_on: Day | null; is_mistake: boolean },
    key: string,
  ) => post<unknown>(person(id, 'identifiers', thing, 'end'), end, { key }),
  putName: (id: Id, thing: Id | null, entry: NameEntry, key: string) =>
    thing
      ? put<unknown>(person(id, 'names', thing), entry, { key })
      : post<unknown>(person(id, 'names'), entry, { key }),
  removeName: (id: Id, thing: Id, revision: number, key: string) =>
    remove<unknown>(person(id, 'names', thing), { revision }, { key }),
  putRelation: (id: Id, thing: Id | null, entry: RelationEntry, key: string) =>
    thing
      ? put<unknown>(person(id, 'relations', thing), entry, { key })
      : post<unknown>(person(id, 'relations'), entry, { key }),
  removeRelation: (id: Id, thing: Id, revision: number, key: string) =>
    remove<unknown>(person(id, 'relations', thing), { revision }, { key }),
  due: (id: Id) => get<Page<Due>>(person(id, 'due')),
  records: (id: Id, query: { form?: string } & Paging = {}) =>
    get<Page<RecordHead>>(person(id, 'records'), { query: { ...query } }),
}

export const households = {
  make: (
    household: {
      region: string | null
      organisation_id: Id | null
      address: string | null
      members: HouseholdMember[]
    },
    key: string,
  ) => post<{ household_id: Id }>('/households', household, { key }),
  join: (id: Id, members: HouseholdMember[], key: string) =>
    post<unknown>(path('households', id, 'members'), { members }, { key }),
  leave: (id: Id, members: { person_id: Id }[], key: string) =>
    remove<unknown>(path('households', id, 'members'), { members }, { key }),
  move: (id: Id, residence: Move, address: string | null, key: string) =>
    post<unknown>(path('households', id, 'moves'), { residence, address }, { key }),
}

// ---- records ------------------------------------------------------------------------------

export const records = {
  preview: (form: string, submission: Submission, signal?: AbortSignal) =>
    post<Preview>(path('forms', form, 'preview'), submission, { signal, timeoutMs: 15_000 }),
  save: (who: Id, form: string, submission: Submission, key: string) =>
    post<RecordSaved>(person(who, 'records', form), submission, { key }),
  read: (who: Id, form: string, record: Id) =>
    get<FormRecord>(person(who, 'records', form, record)),
  amend: (who: Id, form: string, record: Id, submission: Submission, key: string) =>
    put<RecordSaved>(person(who, 'records', form, record), submission, { key }),
  annul: (who: Id, form: string, record: Id, revision: number, reason: string, key: string) =>
    remove<undefined>(person(who, 'records', form, record), { revision, reason }, { key }),
  history: (who: Id, form: string, record: Id) =>
    get<Page<RecordRevision>>(person(who, 'records', form, record, 'history')),
}

export const registers = {
  list: (register: string, query: { q?: string } & Paging = {}, signal?: AbortSignal) =>
    get<Page<RegisterEntry>>(path('registers', register), { query: { ...query }, signal }),
  read: (register: string, entry: Id) => get<FormRecord>(path('registers', register, entry)),
  save: (register: string, submission: Submission, key: string) =>
    post<RecordSaved>(path('registers', register), submission, { key }),
  amend: (register: string, entry: Id, submission: Submission, key: string) =>
    put<RecordSaved>(path('registers', register, entry), submission, { key }),
}

// ---- health cards -------------------------------------------------------------------------

export const cards = {
  of: (id: Id) => get<Page<HealthCard>>(person(id, 'cards')),
  issue: (id: Id, handed_over: boolean, key: string) =>
    post<HealthCard>(person(id, 'cards'), { handed_over }, { key }),
  act: (card: HealthCard, action: CardAction, more: { reason?: string; handed_over?: boolean }, key: string) =>
    post<HealthCard>(path('cards', card.card_id, 'actions', action), { revision: card.revision, ...more }, { key }),
  code: (card: Id) => get<CardCode>(path('cards', card, 'code')),
  print: (card_ids: Id[]) => post<Page<PrintedCard>>('/cards/print', { card_ids }),
  atPost: (query: { organisation?: Id | null } & Paging) =>
    get<Page<CardHolder>>('/cards', { query: { ...query } }),
  verify: (text: string) => post<CardVerdict>('/cards/verify', { text }),
  resolve: (text: string, signal?: AbortSignal) => post<Resolved>('/resolve', { text }, { signal }),
}

// ---- persons who are one ------------------------------------------------------------------

export const duplicates = {
  list: (query: { state?: DuplicateState; source?: DuplicateSource | ''; organisation?: Id | null; person?: Id } & Paging) =>
    get<Page<Duplicate>>('/duplicates', { query: { ...query } }),
  count: () => get<{ open: number; more: boolean }>('/duplicate-count'),
  read: (id: Id) => get<Duplicate>(path('duplicates', id)),
  report: (a_id: Id, b_id: Id) => post<Duplicate>('/duplicates', { a_id, b_id }),
  decide: (id: Id, state: DuplicateState, reason: string) =>
    put<Duplicate>(path('duplicates', id, 'state'), { state, reason }),
}

export const merges = {
  preview: (id: Id, query: { with: Id; keep?: boolean; choice?: string }) =>
    get<MergePreview>(person(id, 'merge-preview'), { query }),
  merge: (id: Id, body: { merged_id: Id; kept_revision: number; merged_revision: number; choice: Record<string, MergeSide>; reason: string }, key: string) =>
    post<Merge>(person(id, 'merges'), body, { key }),
  of: (id: Id) => get<Page<Merge>>(person(id, 'merges')),
  read: (id: Id) => get<MergeDetail>(path('merges', id)),
  undo: (id: Id, reason: string, key: string) => post<Merge>(path('merges', id, 'undo'), { reason }, { key }),
}

// ---- due ----------------------------------------------------------------------------------

export interface DueQuery {
  organisation?: Id | null
  worker?: Id | null
  programme?: string | null
  until?: Day | null
  overdue?: boolean
}

export const due = {
  list: (query: DueQuery & Paging) => get<Page<Due>>('/due', { query: { ...query } }),
  summary: (query: { organisation?: Id | null; until?: Day | null }) =>
    get<Page<DueSummary>>('/due/summary', { query }),
}

// ---- figures ------------------------------------------------------------------------------

export const figures = {
  table: (query: FigureQuery & { programme?: string | null }) =>
    get<FigureTable>('/figures', { query: { ...query } }),
  read: (name: string, query: FigureQuery) =>
    get<FigureDetail>(path('figures', name), { query: { ...query } }),
  places: (name: string, query: FigureQuery) =>
    get<Page<Figure>>(path('figures', name, 'places'), { query: { ...query } }),
  trend: (name: string, query: FigureQuery) =>
    get<FigureTrend>(path('figures', name, 'trend'), { query: { ...query } }),
  people: (name: string, query: FigureQuery & { kind: PeopleKind } & Paging) =>
    get<Page<FigurePerson>>(path('figures', name, 'people'), { query: { ...query } }),
  reasons: (name: string, who: Id, period: string) =>
    get<FigureReasons>(path('figures', name, 'people', who), { query: { period } }),
  summary: (query: { year: string } & PlaceQuery) =>
    get<string>('/report/summary', { query: { ...query, format: 'html' }, asText: true }),
  summaryText: (query: { year: string } & PlaceQuery) =>
    get<string>('/report/summary', { query: { ...query, format: 'md' }, asText: true }),
}

// ---- the rest -----------------------------------------------------------------------------

export const audit = {
  list: (query: { person?: Id | null; account?: Id | null } & Paging) => get<Page<AuditEntry>>('/audit', { query: { ...query } }),
}

export * from './institutions'
