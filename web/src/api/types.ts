// What the server says and takes (docs/api.md), as types. 64-bit ids are text.

export type Id = string
/** "2024-02-29" */
export type Day = string
export interface Label {
  zh: string
  en: string
}
export interface Named {
  id: Id
  name: string
}
export interface Page<T> {
  items: T[]
  next?: string | null
}

// ---- what went wrong ----------------------------------------------------------------------

export interface Problem {
  /** "sbp", "medicines.dose", or "" for the whole */
  field: string
  /** of a list, from 1 */
  row?: number | null
  code: string
  severity: 'error' | 'warning'
  message: string
  person_id?: Id | null
}

// ---- session ------------------------------------------------------------------------------

export type Permission =
  | 'read_person'
  | 'write_record'
  | 'read_figure'
  | 'manage_registry'
  | 'manage_definition'
  | 'manage_account'
  | 'read_audit'
  | 'override_check'
  | 'export'
  | 'manage_card'

export interface Session {
  login: string
  role: { name: string; label: Label }
  organisation: Named
  worker: Named | null
  must_change_password: boolean
  permissions: Permission[]
  csrf: string
  today: Day
}

// ---- definitions --------------------------------------------------------------------------

export interface ProgrammeHead {
  name: string
  label: Label
  source?: string | null
  enrols: boolean
  forms: string[]
  items: { name: string; label: Label }[]
  indicators: { name: string; label: Label; unit?: Label | null }[]
}
export interface FormHead {
  name: string
  label: Label
  programme: string | null
  subject: string
  is_service: boolean
}
export interface Catalogue {
  version: string | number
  programmes: ProgrammeHead[]
  forms: FormHead[]
  registers: { name: string; label: Label }[]
  /** codes of what the register itself keeps about a person */
  person_codes?: Record<string, CodeValue[]>
}

export type FieldType =
  | 'bool'
  | 'number'
  | 'date'
  | 'month'
  | 'code'
  | 'codes'
  | 'text'
  | 'worker'
  | 'organisation'
  | 'person'
  | 'entry'

export interface Field {
  name: string
  label: Label
  type: FieldType
  scale?: number | null
  money?: boolean
  unit?: { symbol: string; label: Label } | null
  low?: string | null
  high?: string | null
  usual_low?: string | null
  usual_high?: string | null
  required: boolean
  /** whether it applies depends on other fields */
  conditional: boolean
  derived: boolean
  codes?: string | null
  register?: string | null
  chars?: number | null
  help?: Label | null
  loinc?: string | null
  element?: string | null
  sensitive?: boolean
}
export interface FieldList {
  name: string
  label: Label
  rows_max: number
  fields: Field[]
}
export type LayoutItem =
  | { section: Label; items: LayoutItem[] }
  | { field: string }
  | { list: string }
export interface CodeValue {
  code: string
  label: Label
  /** excludes every other choice */
  alone?: boolean
  from?: Day | null
  until?: Day | null
}
export interface CodeSet {
  label: Label
  values: CodeValue[]
}
export interface Form {
  name: string
  label: Label
  source?: string | null
  programme: string | null
  subject: string
  fields: Field[]
  lists: FieldList[]
  layout: LayoutItem[]
  codes: Record<string, CodeSet>
}

// ---- persons ------------------------------------------------------------------------------

export interface RegionRef {
  code: string
  name: string
  path?: string
}
export interface PersonHead {
  person_id: Id
  name: string
  sex: { code: string; label: Label }
  born_on: Day
  age: number
  died_on?: Day | null
  is_resident: boolean
  organisation?: Named | null
  region?: RegionRef | null
  worker?: Named | null
  citizen_id_tail?: string | null
  phone_tail?: string | null
}
/** Why a search found somebody, where the list does not show it by itself. */
export interface FoundPerson extends PersonHead {
  found_by?: 'name' | 'other_name' | 'spelling' | 'document' | 'identifier' | 'phone' | 'birth' | 'record' | 'household' | 'address' | null
  address?: string | null
}
/** Somebody who may be meant by an entry; of another place only the surname is told. */
export interface PersonMatch {
  person_id: Id
  name: string
  is_near_certain: boolean
  organisation?: Named | null
  person?: (PersonHead & { address?: string | null }) | null
  probability: number
  bits: number
  evidence: { field: string; label: Label; agreement: string; words: Label; bits: number }[]
}
export interface Residence {
  from_on: Day
  is_resident: boolean
  kind?: string | { code: string; label: Label } | null
  organisation?: Named | null
  region?: RegionRef | null
  worker?: Named | null
  reason?: string | null
  elsewhere?: { text: string; path?: string | null } | null
  return_on?: Day | null
}
export interface Enrolment {
  programme: string
  label: Label
  opened_on: Day
  closed_on?: Day | null
}
export interface Household {
  household_id: Id
  address?: string | null
  members?: (PersonHead & { relation?: { code: string; label: Label } | null })[]
}
export interface Person extends PersonHead {
  /** the id that was asked for, when it was merged into this person */
  asked_for_id?: Id | null
  revision: number
  id_kind?: string | null
  citizen_id?: string | null
  record_number?: string | null
  phone?: string | null
  address?: string | null
  ethnic?: string | null
  relation?: string | null
  household_id?: Id | null
  residences?: Residence[]
  resident_status?: { code: string; label: Label; on: Day } | null
  enrolments?: Enrolment[]
  household?: Household | null
}
export interface Coded {
  code: string
  label: Label
}
/** A number by which somebody is known; identifier_id "0": a main one, of which nothing else is known. */
export interface Identifier {
  identifier_id: Id
  revision: number
  kind: Coded
  number: string
  issuer_organisation?: Named | null
  issuer?: string | null
  valid_from?: Day | null
  valid_until?: Day | null
  is_expired: boolean
  status: Coded
  verified: Coded
  verified_at?: string | null
  verified_by?: Named | null
  is_main: boolean
  merge_id?: Id | null
}
export interface OtherName {
  name_id: Id
  revision: number
  kind: Coded
  name: string
  pinyin?: string | null
  from_on?: Day | null
  until_on?: Day | null
}
/** `kind`: what the other is to the person; `other` null: of another post. */
export interface Relation {
  relation_id: Id
  revision: number
  kind: Coded
  from_on?: Day | null
  until_on?: Day | null
  other?: PersonHead | null
}
export interface HouseholdStay {
  household_id: Id
  person_id: Id
  name: string
  relation?: Coded | null
  from_at: string
  until_at?: string | null
}
export interface Identity {
  identifiers: Identifier[]
  names: OtherName[]
  relations: Relation[]
  households: HouseholdStay[]
}
export interface Superseded {
  superseded_at: string
  superseded_by?: Named | null
}
export interface IdentityHistory {
  identifiers: (Identifier & Superseded)[]
  names: (OtherName & Superseded)[]
  relations: (Omit<Relation, 'other'> & Superseded)[]
}
export interface IdentifierEntry {
  kind?: string
  number?: string
  issuer_id?: Id | null
  issuer: string | null
  valid_from: Day | null
  valid_until: Day | null
  verified?: string | null
  unverifiable?: boolean
  revision?: number
}
export interface NameEntry {
  kind: string
  name: string
  from_on: Day | null
  until_on: Day | null
  revision?: number
}
export interface RelationEntry {
  kind?: string
  other_id?: Id | null
  other_number?: string | null
  from_on: Day | null
  until_on: Day | null
  revision?: number
}
export interface HouseholdMember {
  person_id: Id
  relation: string
}
export interface PersonEntry {
  revision?: number
  unverifiable?: boolean
  /** those whom somebody has looked at and says to be others */
  distinct_from?: Id[]
  name: string
  citizen_id: string | null
  id_kind: string | null
  sex: string | null
  born_on: Day | null
  phone: string | null
  address: string | null
  ethnic: string | null
  relation: string | null
  household_id: Id | null
  residence?: ResidenceEntry
}
export interface ResidenceEntry {
  from_on: Day
  kind: string
  organisation_id: Id | null
  region: string | null
  worker_id: Id | null
}
export interface Move {
  from_on: Day
  is_resident: boolean
  kind: string | null
  organisation_id: Id | null
  region: string | null
  worker_id: Id | null
  reason: string | null
  elsewhere: string | null
  return_on: Day | null
}
export interface PersonSaved {
  person_id: Id
  revision: number
  problems?: Problem[]
}

// ---- records ------------------------------------------------------------------------------

/** Texts as one would type them: "142", "2,3", "true". */
export type Values = Record<string, string>
export type Rows = Record<string, Values[]>

export interface Submission {
  person_id?: Id
  record_id?: Id
  revision?: number
  occurred_on: Day
  organisation_id: Id | null
  worker_id: Id | null
  values: Values
  lists: Rows
}
export interface Value {
  text: string
  shown?: Label | string | null
}
export interface RecordHead {
  record_id: Id
  revision: number
  person_id?: Id
  form: string
  label?: Label
  occurred_on: Day
  organisation?: Named | null
  worker?: Named | null
  recorded_at: string
  /** whose account; null: it came with the data */
  recorded_by?: Named | null
  catalogue_version?: string | number
  values: Record<string, Value | null>
}
export interface FormRecord extends RecordHead {
  lists: Record<string, Record<string, Value | null>[]>
}
export interface RecordRevision extends FormRecord {
  superseded_at: string
  superseded_by?: Named | null
  void_reason?: string | null
}
export interface Advice {
  urgency: 'note' | 'soon' | 'urgent'
  text: Label
  source?: string | null
}
export interface Preview {
  problems: Problem[]
  derived: Record<string, Value | null>
  applies: Record<string, boolean>
  required: Record<string, boolean>
  advice: Advice[]
}
export interface RecordSaved {
  record_id: Id
  revision: number
  derived?: Record<string, Value | null>
  advice?: Advice[]
  problems?: Problem[]
  due?: Due[]
  repeated?: boolean
}
export interface RegisterEntry extends RecordHead {
  entry_id?: Id
  name?: string
}

// ---- due ----------------------------------------------------------------------------------

export interface Due {
  person: Named
  programme: { name: string; label: Label }
  /** null: a duty without a form of its own */
  form: string | null
  item: string
  label: Label
  open_on: Day
  due_on: Day
  is_overdue: boolean
  /** left, negative when overdue */
  days: number
  organisation?: Named | null
  worker?: Named | null
  source?: string | null
}
export interface DueSummary {
  organisation: Named
  worker: Named | null
  due: number
  overdue: number
}

// ---- figures ------------------------------------------------------------------------------

export interface Place {
  organisation?: Named | null
  region?: RegionRef | null
  tree?: string
}
export interface Figure {
  indicator: string
  label: Label
  programme: string
  period: string
  place: Place
  part: string | null
  whole: string | null
  value: string | null
  shown: string
  unit?: Label | null
  state: 'ok' | 'no_whole' | 'zero_whole' | 'not_in_force'
  state_label?: Label | null
  flags: { code: string; label: Label }[]
  whole_source?: string | null
  target: { at_least: boolean; value: string; source?: string | null } | null
  meets_target?: boolean | null
  better: 'up' | 'down' | null
  from_tallies?: boolean
}
export interface FigureDetail extends Figure {
  /** expressions; a figure that is no rate has no whole */
  formula: { part: string; whole?: string | null }
  denominator: { kind: string; text: Label; number?: string | null; on: Day; doubt?: Label | null }
  /** in which tree, as of which day, was asked what lies below the place; none of a region */
  below?: { tree: string; tree_label: Label; on: Day } | null
  as_of: string
  note?: Label | null
  source?: string | null
  definitions?: { name: string; label?: Label | null; text: string }[]
}
export interface QualityCheck {
  check: string
  label: Label
  /** where it is mended */
  fix: 'person' | 'identifiers' | 'records' | 'duplicates'
  count: number
  share?: string | null
  threshold?: { value: number; label: Label; from: Day; source?: string | null } | null
}
export interface Quality {
  organisation?: Named | null
  as_of: string
  people: number
  verified: { count: number; share?: string | null }
  checks: QualityCheck[]
}
export interface QualityPlace {
  organisation: Named
  people: number
  count: number
}
/** Somebody who was counted: without a name when he is another post's by now. */
export interface Counted {
  person: PersonHead
  organisation?: Named | null
}
export interface QualityPerson extends Counted {
  since?: Day | null
  other_id?: Id | null
}
export interface PopulationLine {
  line: string
  label: Label
  /** null: a balance */
  sign: -1 | 0 | 1 | null
  total: number
  registered: number
  living: number
  male: number
  female: number
}
export interface PopulationBand {
  age_from: number
  age_to: number | null
  opening_male: number
  opening_female: number
  closing_male: number
  closing_female: number
}
export interface PopulationChanges {
  place: Place
  from: Day
  until: Day
  as_of: string
  lines: PopulationLine[]
  bands: PopulationBand[]
}
export interface RegisterShare {
  place: Place
  registered: number
  official: number | null
  source?: string | null
  ratio?: string | null
  difference: number
  least?: string | null
  most?: string | null
  state: 'believed' | 'too_high' | 'too_low' | 'unknown'
  reason?: Label | null
}
export interface RegisterShares extends RegisterShare {
  indicator: string
  period: string
  places: RegisterShare[]
}
export interface OfficialNumber {
  region: { code: string; name?: string | null }
  year: number
  sex: number | null
  age_from: number
  age_to: number | null
  group?: Label | null
  count: number
  source: string
}
export interface OfficialNumbers extends Page<OfficialNumber> {
  doubts: (OfficialNumber & { doubt: string; label: Label; parts: number })[]
}
export interface PopulationPerson extends Counted {
  on: Day
  other?: Named | null
  elsewhere?: string | null
  reason?: string | null
}
export interface FigureTable {
  period: string
  place: Place
  as_of: string
  figures: Figure[]
}
export interface FigureTrend {
  year: number
  by: 'month' | 'quarter' | 'year'
  items: { period: string; period_label: Label; figure: Figure; year_before: Figure }[]
}
export type PeopleKind = 'counted' | 'missing' | 'whole'
export interface FigurePerson {
  person: PersonHead
  amount: string
  organisation?: Named | null
}
export interface FigureReasons {
  in_part: boolean
  in_whole: boolean
  amount: string
  reasons: { text: string; value: Label | string | null }[]
}

// ---- the rest -----------------------------------------------------------------------------

export interface Organisation {
  id: Id
  code: string
  name: string
  kind: string
  kind_label: Label
  parent_id: Id | null
  region?: RegionRef | null
}
export interface Region {
  code: string
  name: string
  level: number
}
export interface Worker {
  id: Id
  code: string
  name: string
  profession?: string | null
  organisation?: Named | null
}
export interface AuditEntry {
  id: Id
  at: string
  /** null: the system itself */
  account: Named | null
  action: string
  action_label: Label
  subject?: string | null
  subject_id?: Id | null
  form?: string | null
  record_id?: Id | null
  revision?: number
  detail?: string | null
}
export interface About {
  name: string
  catalogue: { version: string | number; hash: string }
  today: Day
  routes: { method: string; pattern: string; summary: string | Label }[]
}

// ---- health cards -------------------------------------------------------------------------

export type CardAction = 'hand_over' | 'freeze' | 'unfreeze' | 'replace' | 'revoke'
/** how a card came to be as it is */
export interface CardChange {
  state: { code: string; label: Label }
  reason: string | null
  recorded_at: string
  recorded_by: Named | null
}
export interface HealthCard extends CardChange {
  card_id: Id
  person_id: Id
  number: string
  valid_from: Day
  valid_until: Day
  organisation: Named | null
  replaces_id: Id | null
  revision: number
  actions: CardAction[]
  history?: CardChange[]
}
export interface CardCode {
  kind: 'dynamic' | 'printed'
  text: string
  issued_at: string
  expires_at: string
  seconds_left: number
  svg: string
}
export interface PrintedCard {
  card: HealthCard
  person: PersonHead
  issuer: string | null
  code: CardCode
}
export interface CardHolder {
  person: PersonHead
  card: HealthCard | null
}
export interface CardVerdict {
  is_valid: boolean
  check: string
  message: Label
  kind?: 'dynamic' | 'printed'
  issued_at?: string
  expires_at?: string
  card: HealthCard | null
  person: PersonHead | null
}
export interface Resolved {
  found_by: string
  check?: string
  message?: Label
  person: PersonHead
}

// ---- persons who are one ------------------------------------------------------------------

export type DuplicateState = 'open' | 'postponed' | 'distinct' | 'merged'
export type DuplicateSource = 'dedupe' | 'entry' | 'hand' | 'merge'
/** What speaks for or against: the words of the comparison where it has any. */
export interface DuplicateEvidence {
  field: string
  agreement?: string
  label?: Label | null
  weight?: number
}
export interface Duplicate {
  duplicate_id: Id
  low: PersonHead & { address?: string | null }
  high: PersonHead & { address?: string | null }
  probability: number
  evidence: DuplicateEvidence[]
  source: DuplicateSource
  state: DuplicateState
  found_at: string
  decided_at?: string | null
  decided_by?: Named | null
  reason?: string | null
  merge_id?: Id | null
}
export type MergeSide = 'kept' | 'merged'
export interface MergeField {
  field: string
  label: Label
  kept?: string | null
  merged?: string | null
  result?: string | null
  differs: boolean
  from: MergeSide
}
export interface MergeStay {
  from_on: Day
  is_resident: boolean
  organisation?: Named | null
  region?: RegionRef | null
}
export interface MergeRecords {
  form: string
  label: Label
  kept: number
  merged: number
}
export interface MergePreview {
  kept: PersonHead & { revision: number }
  merged: PersonHead & { revision: number }
  proposed_kept_id: Id
  fields: MergeField[]
  residences: { kept: MergeStay[]; merged: MergeStay[]; result: MergeStay[] }
  records: MergeRecords[]
  rows: { table: string; count: number }[]
  dues: { kept: number; merged: number; result: number }
  figures: { indicator: string; label: Label; part_change: string; whole_change?: string | null }[]
  overlaps: { programme: string; label: Label; from: Day; until?: Day | null }[]
  problems: Problem[]
}
export interface Merge {
  merge_id: Id
  merged_id: Id
  merged_name?: string | null
  person: PersonHead
  merged_at: string
  merged_by?: Named | null
  reason?: string | null
  undone_at?: string | null
  undone_by?: Named | null
  undone_reason?: string | null
}
export interface MergeDetail extends Merge {
  can_undo: boolean
  hindrance?: string | null
  records: MergeRecords[]
}

// ---- institutions -------------------------------------------------------------------------

export interface Tree {
  tree: string
  label: Label
}
export interface TreeNode {
  id: Id
  code: string
  name: string
  kind_label: Label
  /** null: the place that was asked for */
  parent_id: Id | null
}
export interface Institution {
  id: Id
  code: string
  credit_code: string | null
  name: string
  kind: string
  kind_label: Label
  valid_until: Day | null
  merged_into: { id: Id; name: string } | null
  merged_from: { id: Id; name: string; until: Day | null }[]
  composed_code: string | null
  may_change: boolean
  profile: { field: string; label: Label; value: string | null; value_label: Label; kind: 'words' | 'date' | 'number' | 'choice'; choices: CodeValue[] }[]
  edges: { tree: string; tree_label: Label; parent: { id: Id; name: string } | null; from: Day | null; until: Day | null }[]
}
export interface WorkerLicence {
  id: Id
  kind: string
  kind_label: Label
  number: string | null
  level: string | null
  scope: string | null
  issuer: string | null
  valid_from: Day | null
  valid_until: Day | null
  has_expired: boolean
}
export interface WorkerPlace {
  organisation: Named | null
  is_main: boolean
  from_on: Day | null
  until_on: Day | null
}
export interface WorkerDetail {
  id: Id
  revision: number
  code: string
  name: string
  profession: string | null
  is_family_doctor: boolean
  organisation: Named | null
  valid_from: Day | null
  valid_until: Day | null
  in_force: boolean
  may_change: boolean
  /** masked for who need not see it: the number's end, no birthday */
  identity: { citizen_id: string | null; sex: CodeValue | null; born_on: Day | null; education: CodeValue | null; is_masked: boolean; revision: number }
  licences: WorkerLicence[]
  places: WorkerPlace[]
  licence_kinds: (CodeValue & { is_practice: boolean })[]
}
export interface WorkerPast {
  what: string
  what_label: Label
  said: Label | null
  more: string | null
  organisation: Named | null
  from: Day | null
  until: Day | null
  superseded_at: string
  superseded_by: Named | null
}
export interface Licence {
  id: Id
  kind_label: Label
  number: string | null
  scope: string | null
  valid_until: Day
  has_expired: boolean
  worker: { id: Id; name: string }
  organisation: { id: Id; name: string } | null
}
export interface Reorganisation {
  id: Id
  title: string
  day: Day
  state: 'planned' | 'running' | 'done' | 'withdrawn'
  state_label: Label
  steps: number
  done: number
  failure: Label | null
}
export interface PlanAnswer {
  /** null: it was not kept */
  id: Id | null
  steps: { line: number; action: Label; code: string; to: string | null; tree: string | null; persons: number; workers: number; accounts: number; households: number; due: number }[]
  problems: Problem[]
}
