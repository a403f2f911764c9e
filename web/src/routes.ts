/* Addresses of the screens. Each is loaded when it is first opened, with the words that only it needs, so that a
 * board never loads the caller. */
import type { Component } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { loadWords, type Words } from './text/i18n'

type Load = () => Promise<{ default: Component }>

const page = (load: Load, ...words: Words[]) => async () => (await Promise.all([load(), loadWords(words)]))[0]

export const routes: RouteRecordRaw[] = [
	{ path: '/', component: page(() => import('./pages/HomePage.vue')) },
	{ path: '/kiosk/:hall', component: page(() => import('./pages/KioskPage.vue'), 'kiosk'), props: true },
	{ path: '/caller/:hall/:window', component: page(() => import('./pages/CallerPage.vue'), 'caller'), props: true },
	{ path: '/board/:hall', component: page(() => import('./pages/BoardPage.vue')), props: true },
	{ path: '/area/:hall/:zone?', component: page(() => import('./pages/AreaPage.vue')), props: true },
	{ path: '/window/:hall/:window', component: page(() => import('./pages/WindowBoardPage.vue')), props: true },
	{ path: '/pad/:hall/:window', component: page(() => import('./pages/PadPage.vue'), 'pad'), props: true },
	{ path: '/monitor/:hall', component: page(() => import('./pages/MonitorPage.vue'), 'monitor', 'caller', 'past', 'pad'), props: true },
	{ path: '/past/:hall', component: page(() => import('./pages/PastPage.vue'), 'past', 'monitor', 'caller', 'pad'), props: true },
	{ path: '/t/:link', component: page(() => import('./pages/PhonePage.vue'), 'phone', 'pad'), props: true },
	{ path: '/voice/:hall/:zone?', component: page(() => import('./pages/VoicePage.vue')), props: true },
	{ path: '/recordings/:hall', component: page(() => import('./pages/RecordingsPage.vue'), 'recordings'), props: true },
	{ path: '/design/:hall', component: page(() => import('./pages/DesignPage.vue'), 'design', 'kiosk'), props: true },
	{ path: '/:any(.*)*', component: page(() => import('./pages/UnknownPage.vue')) },
]

export const makeRouter = () => createRouter({ history: createWebHistory(), routes })
