/* The design that a kiosk shows: what the hall published for its kind of screen, kept for the next start in case the
 * server is slow then; else the one that comes with the program (Q18). A draft shows instead where the address asks
 * for it. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'

import type { DesignDocument, DesignPage, DesignScreen, DesignText, Kiosk } from '../../api/types'
import { FIRST, LARGE } from '../../design/shipped'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'
import { usePolled } from '../../live/usePolled'

/* Screens that are smaller than this show the menu without a design: on them its letters would be too small. */
const WIDTH_MIN = 640
const HEIGHT_MIN = 480
export const DESIGN_EVERY_MS = 300_000
export const DRAFT_EVERY_MS = 2_000
const kept = (hall: string) => `openhall.kiosk.${hall}`
/* Of what is kept; another program may have kept something else. */
const KEPT_VERSION = 1

function isPage(one: unknown): boolean {
	const page = one as Partial<DesignPage> | null
	return typeof page?.id === 'string' && typeof page.kind === 'string' && Array.isArray(page.elements)
}

function isKiosk(one: unknown): one is Kiosk {
	const screens = (one as Partial<Kiosk> | null)?.screens
	if (!Array.isArray(screens)) return false
	return screens.every((screen) => {
		const { palette, pages } = (screen as Partial<Kiosk['screens'][number]> | null)?.document ?? {}
		return Array.isArray(palette) && Array.isArray(pages) && pages.length > 0 && pages.every(isPage)
	})
}

function readKept(hall: string): Kiosk | null {
	try {
		const value = JSON.parse(localStorage.getItem(kept(hall)) ?? 'null') as { version?: unknown; kiosk?: unknown } | null
		return value?.version === KEPT_VERSION && isKiosk(value.kiosk) ? value.kiosk : null
	} catch {
		return null
	}
}

function keep(hall: string, kiosk: Kiosk): void {
	try {
		localStorage.setItem(kept(hall), JSON.stringify({ version: KEPT_VERSION, kiosk }))
	} catch {
		/* A browser that keeps nothing reads it again. */
	}
}

/* `busy`: a customer is in the middle of something, and the screen stays as it is until then. */
export function useDesign(store: HallStore, options: { draft: string | null; large: Ref<boolean>; busy: Readonly<Ref<boolean>> }) {
	const client = useClient()
	const width = ref(innerWidth)
	const height = ref(innerHeight)
	const published = shallowRef<Kiosk | null>(readKept(store.hall))
	const draft = shallowRef<DesignText | null>(null)
	const draftGone = ref(false)
	const shown = shallowRef<Kiosk | null>(published.value)

	const screen = computed<DesignScreen>(() => (width.value > height.value ? 'landscape' : 'portrait'))
	const small = computed(() => width.value < WIDTH_MIN || height.value < HEIGHT_MIN)
	const document = computed<DesignDocument>(() => {
		if (draft.value) return draft.value.document
		if (options.large.value) return LARGE[screen.value]
		return shown.value?.screens.find((one) => one.screen === screen.value)?.document ?? FIRST[screen.value]
	})

	async function load(): Promise<boolean> {
		const outcome = await client.read<Kiosk>(store.hall, 'kiosk')
		if (!outcome.ok) return false
		published.value = outcome.value
		keep(store.hall, outcome.value)
		return true
	}

	async function loadDraft(): Promise<boolean> {
		const outcome = await client.read<DesignText>(store.hall, `designs/${encodeURIComponent(options.draft ?? '')}`)
		draftGone.value = !outcome.ok && outcome.why !== 'unreachable'
		if (outcome.ok && outcome.value.hash !== draft.value?.hash) draft.value = outcome.value
		return outcome.ok
	}

	const resize = () => {
		width.value = innerWidth
		height.value = innerHeight
	}
	addEventListener('resize', resize)
	watch([published, options.busy], () => {
		if (!options.busy.value) shown.value = published.value
	})
	const again = options.draft === null ? usePolled(load, DESIGN_EVERY_MS) : usePolled(loadDraft, DRAFT_EVERY_MS)
	const unlisten = store.onEvent((event) => {
		if (event.kind === 'kiosk.published') void again()
	})
	watch(store.online, (online, before) => {
		if (online && !before) void again()
	})
	onScopeDispose(() => {
		removeEventListener('resize', resize)
		unlisten()
	})
	void again()
	return { document, screen, small, draft, draftGone, width, height }
}
