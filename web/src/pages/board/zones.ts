/* The part of a hall that a board shows: windows of its zones and the services that these serve. */
import type { Call, Service, State, Window } from '../../api/types'

export interface Part {
	windows: Window[]
	services: Service[]
	/* Ids that the address names and the hall does not have. */
	unknown: string[]
	holds(call: Call): boolean
}

/* Without zones, or with none that the hall has, the whole hall: rather too much than a blank screen. */
export function partOf(state: State, zones: readonly string[]): Part {
	const ids = new Set((state.zones ?? []).map((zone) => zone.id))
	const wanted = new Set(zones.filter((id) => ids.has(id)))
	const unknown = zones.filter((id) => !ids.has(id))
	if (wanted.size === 0) return { windows: state.windows, services: state.services, unknown, holds: () => true }
	const windows = state.windows.filter((window) => wanted.has(window.zone ?? ''))
	const served = new Set(windows.flatMap((window) => window.services))
	const elsewhere = new Set(state.windows.filter((window) => !windows.includes(window)).map((window) => window.id))
	return { windows, services: state.services.filter((service) => served.has(service.id)), unknown, holds: (call) => !elsewhere.has(call.window) }
}
