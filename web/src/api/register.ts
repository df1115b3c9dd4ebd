// The routes about the register as a whole: what is wrong with it, how many people there are, and where.

import type { Paging, PlaceQuery } from './calls'
import { get, path } from './client'
import type { Day, Id, OfficialNumbers, Organisation, Page, PopulationChanges, PopulationPerson, Quality, QualityPerson, QualityPlace, Region, RegisterShares, Worker } from './types'

export const quality = {
  show: (query: { organisation?: Id | null }) => get<Quality>('/quality', { query: { ...query } }),
  places: (check: string, query: { organisation?: Id | null }) => get<Page<QualityPlace>>(path('quality', check, 'places'), { query: { ...query } }),
  people: (check: string, query: { organisation?: Id | null } & Paging) => get<Page<QualityPerson>>(path('quality', check, 'people'), { query: { ...query } }),
}

export interface SpanQuery extends PlaceQuery {
  from: Day
  until: Day
  as_of?: Day | null
}
export const population = {
  changes: (query: SpanQuery) => get<PopulationChanges>('/population/changes', { query: { ...query } }),
  share: (query: PlaceQuery & { period?: string | null }) => get<RegisterShares>('/population/share', { query: { ...query } }),
  official: (query: PlaceQuery & { year?: string | null }) => get<OfficialNumbers>('/population/official', { query: { ...query } }),
  people: (line: string, query: SpanQuery & Paging) => get<Page<PopulationPerson>>(path('population', 'changes', line), { query: { ...query } }),
}

// ---- places -------------------------------------------------------------------------------

export const places = {
  organisations: (
    query: { below?: Id | null; children?: boolean; q?: string } & Paging,
    signal?: AbortSignal,
  ) => get<Page<Organisation>>('/organisations', { query: { ...query }, signal }),
  regions: (parent: string | null) => get<Page<Region>>('/regions', { query: { parent } }),
  workers: (organisation: Id | null) =>
    get<Page<Worker>>('/workers', { query: { organisation, limit: 500 } }),
}
