// Institutions in their trees, those who work there, reorganisations.

import { get, path, post, put, remove } from './client'
import type {
  Day,
  Id,
  Institution,
  Licence,
  Page,
  PlanAnswer,
  Reorganisation,
  Tree,
  TreeNode,
  WorkerDetail,
  WorkerPast,
} from './types'

export const institutions = {
  trees: () => get<Page<Tree>>('/trees'),
  view: (query: { tree?: string; on?: Day | null; below?: Id | null }) => get<Page<TreeNode>>('/trees/view', { query }),
  putTree: (tree: string, words: object) => put<undefined>(path('trees', tree), words),
  read: (id: Id) => get<Institution>(path('organisations', id)),
  putProfile: (id: Id, values: object) => put<undefined>(path('organisations', id, 'profile'), values),
  putEdge: (id: Id, edge: object) => put<undefined>(path('organisations', id, 'edges'), edge),
  withdrawEdge: (id: Id, tree: string, from: Day) => remove<undefined>(path('organisations', id, 'edges', tree, from)),
  licences: (query: { organisation?: Id | null; days: number }) =>
    get<Page<Licence> & { rule_label: Tree['label'] }>('/licences', { query }),
}

export const workers = {
  register: (entry: object) => post<{ id: Id }>('/workers', entry),
  read: (id: Id) => get<WorkerDetail>(path('workers', id)),
  amend: (id: Id, entry: object) => put<unknown>(path('workers', id), entry),
  history: (id: Id) => get<Page<WorkerPast>>(path('workers', id, 'history')),
  putIdentity: (id: Id, entry: object) => put<unknown>(path('workers', id, 'identity'), entry),
  putLicence: (id: Id, entry: object) => put<unknown>(path('workers', id, 'licences'), entry),
  withdrawLicence: (licence: Id) => remove<undefined>(path('licences', licence)),
  putPlace: (id: Id, entry: object) => put<unknown>(path('workers', id, 'places'), entry),
  withdrawPlace: (id: Id, organisation: Id, from: Day) => remove<undefined>(path('workers', id, 'places', organisation, from)),
}

export const reorganisations = {
  list: () => get<Page<Reorganisation>>('/reorganisations'),
  check: (plan: { title: string; day: Day; plan: string; keep: boolean }) => post<PlanAnswer>('/reorganisations', plan),
  step: (id: Id) => post<Reorganisation>(path('reorganisations', id, 'step'), {}),
  withdraw: (id: Id) => remove<undefined>(path('reorganisations', id)),
}
