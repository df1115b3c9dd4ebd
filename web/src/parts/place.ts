// A place in an address: an organisation or a region, with its name so that it can be shown
// before the server has said anything about it.

import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { PlaceQuery } from '@/api/calls'
import type { Place } from '@/api/types'
import { signedIn } from '@/session/session'

export interface ChosenPlace {
  organisation: string | null
  region: string | null
  /** in which tree of organisations; none is administration */
  tree?: string | null
  name: string
}

export function ownPlace(): ChosenPlace {
  const { name } = signedIn.value.organisation
  return { organisation: null, region: null, name }
}

export function one(value: LocationQuery[string] | undefined): string | null {
  const first = Array.isArray(value) ? value[0] : value
  return first || null
}

export function placeOfQuery(query: LocationQuery): ChosenPlace {
  const organisation = one(query.organisation)
  const region = one(query.region)
  if (!organisation && !region) return ownPlace()
  return { organisation, region, tree: one(query.tree), name: one(query.place) ?? organisation ?? region ?? '' }
}

export function queryOfPlace(place: ChosenPlace): LocationQueryRaw {
  if (!place.organisation && !place.region) return { organisation: undefined, region: undefined, tree: undefined, place: undefined }
  return {
    organisation: place.organisation ?? undefined,
    region: place.region ?? undefined,
    tree: place.tree ?? undefined,
    place: place.name,
  }
}

/** What a figure says of its place. */
export function placeOfFigure(place: Place): ChosenPlace {
  return {
    organisation: place.organisation?.id ?? null,
    region: place.region?.code ?? null,
    tree: place.tree ?? null,
    name: place.organisation?.name ?? place.region?.name ?? '',
  }
}

export function askFor(place: ChosenPlace): PlaceQuery {
  return { organisation: place.organisation, region: place.region, tree: place.tree }
}
