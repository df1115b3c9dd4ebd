// The catalogue and the forms in force, read once while the page is open.

import * as api from '@/api/calls'
import type { Catalogue, Form, FormHead } from '@/api/types'

let catalogueAsked: Promise<Catalogue> | null = null
const formsAsked = new Map<string, Promise<Form>>()

export function readCatalogue(): Promise<Catalogue> {
  catalogueAsked ??= api.definitions.catalogue().catch((error: unknown) => {
    catalogueAsked = null
    throw error
  })
  return catalogueAsked
}

export function readForm(name: string): Promise<Form> {
  let asked = formsAsked.get(name)
  if (!asked) {
    asked = api.definitions.form(name).catch((error: unknown) => {
      formsAsked.delete(name)
      throw error
    })
    formsAsked.set(name, asked)
  }
  return asked
}

export function forgetDefinitions(): void {
  catalogueAsked = null
  formsAsked.clear()
}

/** The forms that are filled in for a person, by programme, in the catalogue's order. */
export function formsByProgramme(
  catalogue: Catalogue,
): { programme: Catalogue['programmes'][number]; forms: FormHead[] }[] {
  return catalogue.programmes
    .map((programme) => ({
      programme,
      forms: catalogue.forms.filter(
        (form) => form.programme === programme.name && form.subject === 'person',
      ),
    }))
    .filter((group) => group.forms.length > 0)
}
