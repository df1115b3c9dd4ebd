// Whether the server could be reached the last time, and the browser's own opinion.

import { reactive, readonly } from 'vue'

const state = reactive({ isReached: true, isOnline: navigator.onLine })

export const connection = readonly(state)

export function setReached(isReached: boolean): void {
  state.isReached = isReached
}

window.addEventListener('online', () => {
  state.isOnline = true
})
window.addEventListener('offline', () => {
  state.isOnline = false
})
