/* The kiosk's menu as a tree: what a level shows and the way back up. */
import type { Button } from '../../api/types'

/* A menu that names a parent twice or itself cannot send the way up round and round. */
const DEPTH_MAX = 32

export function childrenOf(buttons: readonly Button[], parent: string | null): Button[] {
	return buttons.filter((button) => (button.parent ?? null) === parent)
}

/* From the top down to `id`; empty for the top and for an id that has left the menu. */
export function pathTo(buttons: readonly Button[], id: string | null): Button[] {
	const path: Button[] = []
	let at = id
	while (at !== null && path.length < DEPTH_MAX) {
		const button = buttons.find((other) => other.id === at)
		if (!button) return []
		path.unshift(button)
		at = button.parent ?? null
	}
	return path
}

/* Gives no ticket now: its service has reached a limit, or everything below it has. */
export function isFull(buttons: readonly Button[], button: Button, depth = 0): boolean {
	if (button.kind === 'service') return button.full === true
	if (button.kind !== 'parent' || depth >= DEPTH_MAX) return false
	const below = childrenOf(buttons, button.id).filter((child) => child.kind !== 'notice')
	return below.length > 0 && below.every((child) => isFull(buttons, child, depth + 1))
}

/* Tickets that wait for anything below a node. */
export function waitingBelow(buttons: readonly Button[], button: Button, depth = 0): number {
	if (button.kind !== 'parent' || depth >= DEPTH_MAX) return button.waiting
	const below = childrenOf(buttons, button.id)
	return below.reduce((sum, child) => sum + waitingBelow(buttons, child, depth + 1), 0)
}
