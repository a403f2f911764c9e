/* Languages: zh-CN first, en complete. Chosen by ?lang=, else what was kept, else the browser's. A board of
 * both (?lang=both) has Chinese first. What all screens say is there from the start; the words of one screen come
 * with it, in both languages, so that switching needs no network. */
import { createI18n } from 'vue-i18n'

import en from '../locales/en/shared.json'
import zh from '../locales/zh-CN/shared.json'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
const DEFAULT: Language = 'zh-CN'
const KEPT = 'openhall.language'

/* Parts of the catalogue that only some screens need, by the first word of their keys. */
export interface Screens {
	caller: typeof import('../locales/zh-CN/caller.json')
	design: typeof import('../locales/zh-CN/design.json')
	kiosk: typeof import('../locales/zh-CN/kiosk.json')
	monitor: typeof import('../locales/zh-CN/monitor.json')
	pad: typeof import('../locales/zh-CN/pad.json')
	past: typeof import('../locales/zh-CN/past.json')
	phone: typeof import('../locales/zh-CN/phone.json')
	recordings: typeof import('../locales/zh-CN/recordings.json')
}
export type Words = keyof Screens
export const SCREENS: readonly Words[] = ['caller', 'design', 'kiosk', 'monitor', 'pad', 'past', 'phone', 'recordings']

type Messages = typeof zh & Screens

declare module 'vue-i18n' {
	export interface DefineLocaleMessage extends Messages {}
}

const catalogues = import.meta.glob<object>(['../locales/*/*.json', '!../locales/*/shared.json'], { import: 'default' })

function languageOf(word: string | null | undefined): Language | null {
	const name = word?.toLowerCase() ?? ''
	if (name.startsWith('zh') || name === 'both') return 'zh-CN'
	return name.startsWith('en') ? 'en' : null
}

function kept(): string | null {
	try {
		return localStorage.getItem(KEPT)
	} catch {
		return null
	}
}

export function firstLanguage(search = location.search, browser = navigator.language): Language {
	return languageOf(new URLSearchParams(search).get('lang')) ?? languageOf(kept()) ?? languageOf(browser) ?? DEFAULT
}

/* The words of screens are merged in by loadWords before a page that needs them is shown. */
export const i18n = createI18n({
	legacy: false,
	locale: DEFAULT as string,
	fallbackLocale: DEFAULT,
	messages: { 'zh-CN': zh as Messages, en: en as unknown as Messages },
})

/* Fails, as the loading of a page does, where the server cannot be reached. */
export async function loadWords(words: readonly Words[]): Promise<void> {
	const load = async (language: Language, word: Words) => {
		const messages = await catalogues[`../locales/${language}/${word}.json`]?.()
		i18n.global.mergeLocaleMessage(language, { [word]: messages })
	}
	await Promise.all(words.flatMap((word) => LANGUAGES.map((language) => load(language, word))))
}

export function currentLanguage(): Language {
	return i18n.global.locale.value as Language
}

/* `keep` where the choice belongs to the person at this screen, not to the next customer. */
export function setLanguage(language: Language, keep: boolean): void {
	i18n.global.locale.value = language
	document.documentElement.lang = language
	if (!keep) return
	try {
		localStorage.setItem(KEPT, language)
	} catch {
		/* A browser that keeps nothing still switches. */
	}
}
