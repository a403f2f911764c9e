/* Languages: zh-CN first, en complete. Chosen by ?lang=, else what was kept, else the browser's. A board of
 * both (?lang=both) has Chinese first. */
import { createI18n } from 'vue-i18n'

import en from '../locales/en.json'
import zh from '../locales/zh-CN.json'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
const DEFAULT: Language = 'zh-CN'
const KEPT = 'openhall.language'

type Messages = typeof zh

declare module 'vue-i18n' {
	export interface DefineLocaleMessage extends Messages {}
}

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

export const i18n = createI18n({
	legacy: false,
	locale: DEFAULT as string,
	fallbackLocale: DEFAULT,
	messages: { 'zh-CN': zh, en },
})

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
