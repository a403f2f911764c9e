/* Addresses of the screens. Each is loaded when it is first opened, so that a board never loads the
 * caller. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
	{ path: '/', component: () => import('./pages/HomePage.vue') },
	{ path: '/kiosk/:hall', component: () => import('./pages/KioskPage.vue'), props: true },
	{ path: '/caller/:hall/:window', component: () => import('./pages/CallerPage.vue'), props: true },
	{ path: '/board/:hall', component: () => import('./pages/BoardPage.vue'), props: true },
	{ path: '/area/:hall/:zone?', component: () => import('./pages/AreaPage.vue'), props: true },
	{ path: '/window/:hall/:window', component: () => import('./pages/WindowBoardPage.vue'), props: true },
	{ path: '/pad/:hall/:window', component: () => import('./pages/PadPage.vue'), props: true },
	{ path: '/monitor/:hall', component: () => import('./pages/MonitorPage.vue'), props: true },
	{ path: '/past/:hall', component: () => import('./pages/PastPage.vue'), props: true },
	{ path: '/t/:link', component: () => import('./pages/PhonePage.vue'), props: true },
	{ path: '/voice/:hall/:zone?', component: () => import('./pages/VoicePage.vue'), props: true },
	{ path: '/design/:hall', component: () => import('./pages/DesignPage.vue'), props: true },
	{ path: '/:any(.*)*', component: () => import('./pages/UnknownPage.vue') },
]

export const makeRouter = () => createRouter({ history: createWebHistory(), routes })
