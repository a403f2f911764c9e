/* What a board says, in the language of the screen, or in both, Chinese first. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'

import { nameIn, type Thing } from '../../text/hallWords'
import { LANGUAGES, type Language } from '../../text/i18n'
import { emOf } from '../../text/width'
import { useBoardOptions, type BoardOptions } from './options'

/* The second language beside the first, as a share of its size. */
export const SECOND = 0.6

export interface Phrase {
	lang: Language
	text: string
}

export interface Tongues {
	options: ComputedRef<BoardOptions>
	languages: ComputedRef<readonly Language[]>
	/* A text of the catalogue; an argument may differ by language. */
	say(key: string, args?: Record<string, unknown> | ((lang: Language) => Record<string, unknown>), plural?: number): Phrase[]
	/* A thing's names; once where both are the same. */
	name(thing: Thing): Phrase[]
	nameIn(thing: Thing, lang: Language): string
	/* Any other words. */
	words(of: (lang: Language) => string): Phrase[]
}

const TONGUES: InjectionKey<Tongues> = Symbol('tongues')

const unlike = (phrases: Phrase[]) => phrases.filter((phrase, i) => phrases.findIndex((other) => other.text === phrase.text) === i)

/* How wide phrases are that stand under each other, in em of the first. */
export function emOfAll(phrases: readonly Phrase[]): number {
	return Math.max(1, ...phrases.map((phrase, i) => emOf(phrase.text) * (i === 0 ? 1 : SECOND)))
}

/* How wide they are one after the other. */
export function emOfRow(phrases: readonly Phrase[]): number {
	return phrases.reduce((sum, phrase, i) => sum + (i === 0 ? emOf(phrase.text) : (emOf(phrase.text) + 0.6) * SECOND), 0)
}

/* For the page; what it shows asks by useTongues(). */
export function provideTongues(): Tongues {
	const { t, locale } = useI18n({ useScope: 'global' })
	const options = useBoardOptions()
	const languages = computed<readonly Language[]>(() => (options.value.both ? LANGUAGES : [locale.value as Language]))
	const words = (of: (lang: Language) => string) => unlike(languages.value.map((lang) => ({ lang, text: of(lang) })))
	const tongues: Tongues = {
		options,
		languages,
		words,
		nameIn,
		name: (thing) => words((lang) => nameIn(thing, lang)),
		say: (key, args = {}, plural) =>
			words((lang) => {
				const named = typeof args === 'function' ? args(lang) : args
				return plural === undefined ? t(key, named, { locale: lang }) : t(key, named, { locale: lang, plural })
			}),
	}
	provide(TONGUES, tongues)
	return tongues
}

export function useTongues(): Tongues {
	const tongues = inject(TONGUES)
	if (!tongues) throw new Error('no tongues were provided')
	return tongues
}
