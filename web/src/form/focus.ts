// To the control of a field, wherever it stands.

import { idOf } from './content'

const CONTROLS = 'input:not([type="hidden"]), textarea, select, button'

export function focusPlace(place: string): void {
  const top = place.split(/[.:]/)[0] ?? ''
  const found = document.getElementById(idOf(place)) ?? document.getElementById(idOf(top))
  if (!found) return
  const control = found.matches(CONTROLS) ? found : (found.querySelector<HTMLElement>(CONTROLS) ?? found)
  found.scrollIntoView({ block: 'center', behavior: 'auto' })
  control.focus({ preventScroll: true })
}
