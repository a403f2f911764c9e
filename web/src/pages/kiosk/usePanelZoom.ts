/* How large the words of a kiosk's sheet are (Q1, Q18): as large as its screen shows whole, for people read them standing,
 * and many of them are old.
 *
 * Invariants: a sheet begins as large as its screen allows and becomes smaller until it needs no scrolling; it never
 * grows while it says the same, so that nothing jumps when a second passes; below LEAST it scrolls. */
import { onScopeDispose, watch, type Ref, type WatchSource } from 'vue'

/* On a screen of the size that designs are drawn for; a larger one is read from as near. */
const MOST = 1.9
const MOST_LARGE = 2.3
const LEAST = 1
const STEP = 0.05
/* Lengths of a zoomed thing are rounded. */
const ROUNDING = 1

interface Room {
	root: Ref<HTMLElement | undefined>
	/* How much larger the screen is than what designs are drawn for. */
	scale: Ref<number>
	large: Ref<boolean>
	/* What is said, and in which language: whatever makes it another sheet. */
	said: WatchSource[]
}

export function usePanelZoom({ root, scale, large, said }: Room): void {
	let zoom = LEAST

	function set(to: number): void {
		zoom = to
		root.value?.style.setProperty('--zoom', to.toFixed(2))
	}

	function fit(): void {
		const panel = root.value?.querySelector('main.panel')
		if (!panel) return
		const isCut = () => panel.scrollHeight > panel.clientHeight + ROUNDING || panel.scrollWidth > panel.clientWidth + ROUNDING
		while (zoom > LEAST && isCut()) set(Math.max(LEAST, zoom - STEP))
	}

	function begin(): void {
		set(Math.max(LEAST, scale.value * (large.value ? MOST_LARGE : MOST)))
		fit()
	}

	const observer = new MutationObserver(fit)
	watch(
		root,
		(element) => {
			observer.disconnect()
			if (element) observer.observe(element, { childList: true, characterData: true, subtree: true })
		},
		{ flush: 'post' },
	)
	watch([root, scale, large, ...said], begin, { flush: 'post' })
	onScopeDispose(() => observer.disconnect())
}
