/* What the address of a board says after its `?`: the zones that it shows, and whether it speaks one language
 * or both. How it looks, public/appearance.js reads there. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, type LocationQuery } from 'vue-router'

export interface BoardOptions {
	/* Ids of zones; none means the whole hall. */
	zones: readonly string[]
	/* Both languages in one picture. */
	both: boolean
}

function wordOf(query: LocationQuery, name: string): string {
	const value = query[name]
	return (Array.isArray(value) ? value[0] : value) ?? ''
}

export function optionsOf(query: LocationQuery): BoardOptions {
	return {
		zones: wordOf(query, 'zone').split(',').filter((id) => id !== ''),
		both: wordOf(query, 'lang') === 'both',
	}
}

export function useBoardOptions(): ComputedRef<BoardOptions> {
	const route = useRoute()
	return computed(() => optionsOf(route.query))
}
