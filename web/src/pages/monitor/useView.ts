/* Which rows the page shows, kept in the address: a figure leads to its rows with the filters that hold, the browser's
 * way back leads out again, and an address can be sent to a colleague. */
import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'

export const ROWS = ['waiting', 'serving', 'taken', 'served', 'missed', 'left'] as const
export type Rows = (typeof ROWS)[number]
export const SORTS = ['wait', 'number', 'service', 'class'] as const
export type Sort = (typeof SORTS)[number]

export interface View {
	rows: Rows | null
	service: string
	class: string
	window: string
	/* The device that an alert led to. */
	device: string
	sort: Sort
	/* The ticket to show among the others. */
	ticket: number | null
}

const oneOf = <T extends string>(words: readonly T[], word: unknown): T | null => words.find((one) => one === word) ?? null
const text = (word: unknown) => (typeof word === 'string' ? word : '')

export function useView() {
	const route = useRoute()
	const router = useRouter()

	const view = computed<View>(() => ({
		rows: oneOf(ROWS, route.query.rows),
		service: text(route.query.service),
		class: text(route.query.class),
		window: text(route.query.window),
		device: text(route.query.device),
		sort: oneOf(SORTS, route.query.sort) ?? 'wait',
		ticket: Number(route.query.ticket) || null,
	}))

	function to(change: Partial<View>): RouteLocationRaw {
		const query: Record<string, string> = {}
		for (const [name, value] of Object.entries({ ...route.query, ...change })) if (value) query[name] = String(value)
		if (query.sort === 'wait') delete query.sort
		return { query }
	}

	/* A filter is no place to come back to. */
	const set = (change: Partial<View>) => void router.replace(to(change))

	return { view, to, set }
}
