import './style/tokens.css'
import './style/base.css'

import { createApp } from 'vue'

import { createClient } from './api/client'
import App from './App.vue'
import { browserPlaces, PLACES } from './live/places'
import { CLIENT } from './live/useHall'
import { makeRouter } from './routes'
import { currentLanguage, firstLanguage, i18n, setLanguage } from './text/i18n'

setLanguage(firstLanguage(), false)
createApp(App).use(i18n).use(makeRouter()).provide(CLIENT, createClient({ language: currentLanguage })).provide(PLACES, browserPlaces()).mount('#app')
