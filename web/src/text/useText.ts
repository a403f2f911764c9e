/* Words in the language of the screen. */
import { useI18n } from 'vue-i18n'

import type { Problem } from '../api/client'
import type { Language } from './i18n'

export interface Named {
	id: string
	name: string
	name_en?: string
}

export interface Said {
	message: string
	hint: string
}

export function useText() {
	const { t, locale } = useI18n({ useScope: 'global' })

	function nameOf(thing: { name: string; name_en?: string } | null | undefined): string {
		if (!thing) return ''
		return locale.value === 'en' && thing.name_en ? thing.name_en : thing.name
	}

	function nameIn(things: readonly Named[], id: string | null | undefined): string {
		if (!id) return ''
		return nameOf(things.find((thing) => thing.id === id)) || id
	}

	/* Where a call leads to. */
	function placeOf(call: { window_name: string; window_name_en?: string }): string {
		return locale.value === 'en' && call.window_name_en ? call.window_name_en : call.window_name
	}

	/* Refusals and faults come localised; an unreachable server cannot say anything. */
	function said(problem: Problem): Said {
		if (problem.why === 'unreachable') return { message: t('problem.unreachable'), hint: t('problem.unreachableHint') }
		return { message: problem.message || t('problem.unknown'), hint: problem.hint }
	}

	return { t, language: () => locale.value as Language, nameOf, nameIn, placeOf, said }
}
