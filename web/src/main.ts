import { createApp } from 'vue'
import './styles/tokens.css'
import './styles/base.css'
import App from './App.vue'
import { setSurroundings } from './api/client'
import i18n, { language, startLanguage } from './i18n'
import router from './router'
import { setReached } from './session/connection'
import { sessionExpired, sessionState } from './session/session'

setSurroundings({
  language,
  csrf: () => sessionState.session?.csrf ?? null,
  signedOut: sessionExpired,
  reached: setReached,
})

// The page is shown in the reader's language from its first word on.
void startLanguage().finally(() => {
  createApp(App).use(i18n).use(router).mount('#app')
})
