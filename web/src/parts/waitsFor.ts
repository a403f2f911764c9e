/* Waits at a window: for a service of the window, unless it waits for another window or clerk. */
import type { Waiting, Window } from '../api/types'

export function waitsFor(window: Window, entry: Waiting): boolean {
	if (entry.window) return entry.window === window.id
	if (entry.clerk) return entry.clerk === window.clerk
	return window.services.includes(entry.service)
}
