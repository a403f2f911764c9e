/* Where a ticket will probably be called. */
import type { Window } from '../../api/types'

/* More places than these are no help. */
export const PLACES_MAX = 4

/* Open windows that serve `service`; none when there are too many to tell. */
export function windowsFor(windows: readonly Window[], service: string): Window[] {
	const found = windows.filter((window) => window.state !== 'closed' && window.services.includes(service))
	return found.length <= PLACES_MAX ? found : []
}
