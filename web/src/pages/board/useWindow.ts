/* One window of a hall, for the sign above it and the pad before it. */
import { computed, type ComputedRef } from 'vue'

import type { Service, State, Waiting, Window } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { waitsFor } from '../../parts/waitsFor'

export interface Here {
	window: ComputedRef<Window | null>
	services: ComputedRef<Service[]>
	/* Who waits and may be called to it, oldest entry first. */
	waiting: ComputedRef<Waiting[]>
}

export function useWindow(store: HallStore, id: string): Here {
	const find = (state: State | null) => state?.windows.find((window) => window.id === id) ?? null
	const window = computed(() => find(store.state.value))
	const services = computed(() => {
		const all = store.state.value?.services ?? []
		return (window.value?.services ?? []).flatMap((served) => all.find((service) => service.id === served) ?? [])
	})
	const waiting = computed(() => {
		const here = window.value
		return here ? (store.state.value?.waiting ?? []).filter((entry) => waitsFor(here, entry)) : []
	})
	return { window, services, waiting }
}
