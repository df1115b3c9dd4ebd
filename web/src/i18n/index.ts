// Words in two languages: the interface's own (zh.ts, en.ts) and those that come with the data.

import { computed, shallowRef, type ComputedRef } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import type { Language as ElementLanguage } from 'element-plus/es/locale'
import type { Label } from '@/api/types'
import zh from './zh'

export type Language = 'zh' | 'en'
type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }
/** All texts of the interface; the Chinese ones say which there are. */
export type Messages = Texts<typeof zh>

const STORED = 'barefoot.language'

const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh } as Record<string, Messages>,
})
export default i18n

/** What Element Plus says by itself ("no data", "OK"). */
export const elementWords = shallowRef<ElementLanguage | undefined>()

export function language(): Language {
  return i18n.global.locale.value === 'en' ? 'en' : 'zh'
}

export async function setLanguage(wanted: Language): Promise<void> {
  if (wanted === 'en') {
    i18n.global.setLocaleMessage('en', (await import('./en')).default)
    // English is what Element Plus speaks by itself.
    elementWords.value = undefined
  } else {
    // The page need not wait for these.
    void import('element-plus/es/locale/lang/zh-cn').then(
      (words) => {
        if (language() === 'zh') elementWords.value = words.default
      },
      () => undefined,
    )
  }
  i18n.global.locale.value = wanted
  document.documentElement.lang = wanted === 'en' ? 'en' : 'zh-CN'
  try {
    localStorage.setItem(STORED, wanted)
  } catch {
    // A browser that keeps nothing still shows the chosen language.
  }
}

export async function startLanguage(): Promise<void> {
  let stored: string | null = null
  try {
    stored = localStorage.getItem(STORED)
  } catch {
    // As above.
  }
  await setLanguage(stored === 'en' ? 'en' : 'zh')
}

/** A label in the language of the reader, else in the other one. */
export function labelText(label: Label | string | null | undefined, of: Language): string {
  if (!label) return ''
  if (typeof label === 'string') return label
  return (of === 'en' ? label.en || label.zh : label.zh || label.en) ?? ''
}

export interface Words {
  t: ReturnType<typeof useI18n>['t']
  label(of: Label | string | null | undefined): string
  language: ComputedRef<Language>
}

export function useWords(): Words {
  const { t, locale } = useI18n({ useScope: 'global' })
  const current = computed<Language>(() => (locale.value === 'en' ? 'en' : 'zh'))
  return { t, label: (of) => labelText(of, current.value), language: current }
}

/** Outside components. */
export function say(key: string, named: Record<string, unknown> = {}): string {
  return i18n.global.t(key, named)
}
